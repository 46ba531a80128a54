// The report of the evaluation that this build was measured with, as `vibelens eval` writes it. It is read when
// the page is built: nothing of it is asked for later.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Report {
  version: string;
  seed: number;
  /** How often queries were drawn anew for an interval and for a p value. */
  rounds: number;
  /** What was measured: packs with their revisions. */
  models: string[];
  datasets: Dataset[];
  experiments: Experiment[];
}

export interface Dataset {
  name: string;
  source: string;
  terms: string;
}

export interface Experiment {
  name: string;
  title: string;
  /** Paragraphs, in which `code` and *emphasis* are marked. */
  about: string[];
  tables: Table[];
  plots: Plot[];
}

export interface Table {
  title: string;
  measures: string[];
  /** A row for each system; a cell for each measure, where there is a figure. */
  rows: { name: string; cells: (Cell | null)[] }[];
}

export interface Cell {
  value: number;
  /** The ends of its 95 % interval. */
  low: number;
  high: number;
  /** How likely a difference to the product as large as this is by chance; null where nothing is compared. */
  p: number | null;
}

export interface Plot {
  file: string;
  title: string;
}

export async function readReport(): Promise<Report> {
  const file = join(process.cwd(), "../evaluation/report/report.json");
  return JSON.parse(await readFile(file, "utf8"));
}
