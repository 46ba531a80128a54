import type { Metadata } from "next";
import { Frame } from "@/components/Frame";
import { Report } from "@/components/Report";
import { readReport } from "@/report/report";
import { en } from "@/words/en";

export const metadata: Metadata = { title: `${en.evaluation} – ${en.title}` };

/** What the choices are worth, on data that people labelled. */
export default async function Page() {
  return (
    <Frame name="evaluation">
      <Report report={await readReport()} />
    </Frame>
  );
}
