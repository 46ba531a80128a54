import type { Cell, Experiment, Report as Found, Plot, Table } from "@/report/report";
import styles from "./Report.module.css";

/** The system that all others are compared with, as reports mark it. */
const PRODUCT = "**product**";
/** What is marked in a paragraph: `code` and *emphasis*. */
const MARKED = /(`[^`]+`|\*[^*]+\*)/;

/** The report of an evaluation. It is in English, whatever the page speaks. */
export function Report({ report }: { report: Found }) {
  const { version, seed, rounds, models, datasets, experiments } = report;
  return (
    <div className={styles.report} lang="en">
      <p>
        Measured by <code>vibelens eval</code>, version {version}, with seed {seed}: whoever runs it
        on the same data gets the same figures. Under a figure stand its 95 % interval and, where a
        system is compared with the product, p: how likely a difference as large is by chance (
        {rounds} rounds, corrected for the number of comparisons).
      </p>
      <nav aria-label="Questions">
        <ul className={styles.questions}>
          {experiments.map(({ name, title }) => (
            <li key={name}>
              <a className="chip" href={`#${name}`}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {experiments.map((experiment) => (
        <Question key={experiment.name} experiment={experiment} />
      ))}
      <section>
        <h2>Data and terms</h2>
        <dl className={styles.datasets}>
          {datasets.map(({ name, source, terms }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {source}. <em>{terms}</em>
              </dd>
            </div>
          ))}
        </dl>
        <p className="hint">Models: {models.join(", ")}</p>
      </section>
    </div>
  );
}

function Question({
  experiment: { name, title, about, tables, plots },
}: {
  experiment: Experiment;
}) {
  return (
    <section id={name}>
      <h2>{title}</h2>
      {about.map((paragraph) => (
        <p key={paragraph}>{marked(paragraph)}</p>
      ))}
      {tables.map((table) => (
        <Figures key={table.title} table={table} />
      ))}
      {plots.map((plot) => (
        <Picture key={plot.file} plot={plot} />
      ))}
    </section>
  );
}

function Figures({ table: { title, measures, rows } }: { table: Table }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the screen is moved with keys, too
    <section className={styles.wide} aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {measures.map((measure) => (
              <th key={measure} scope="col">
                {measure}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name} data-product={name === PRODUCT}>
              <th scope="row">{name.replaceAll("*", "")}</th>
              {measures.map((measure, place) => (
                <td key={measure}>
                  <Figure cell={cells[place] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Figure({ cell }: { cell: Cell | null }) {
  if (!cell) return <span className={styles.interval}>–</span>;
  const { value, low, high, p } = cell;
  const interval = low < high ? `${figure(low)}–${figure(high)}` : "";
  const chance = p === null ? "" : `p ${figure(p)}`;
  return (
    <>
      {figure(value)}
      <span className={styles.interval}>{[interval, chance].filter(Boolean).join(", ")}</span>
    </>
  );
}

function Picture({ plot: { file, title } }: { plot: Plot }) {
  return (
    <figure className={styles.plot}>
      {/* biome-ignore lint/performance/noImgElement: it is a drawing, which nothing makes smaller */}
      <img src={`/evaluation/${file}`} alt={`A plot: ${title}`} loading="lazy" />
      <figcaption>{title}</figcaption>
    </figure>
  );
}

/** Three places, as intervals bear no more. */
function figure(value: number): string {
  return value.toFixed(3);
}

function marked(paragraph: string) {
  return paragraph.split(MARKED).map((part) => {
    if (part.startsWith("`")) return <code key={part}>{part.slice(1, -1)}</code>;
    if (part.startsWith("*")) return <em key={part}>{part.slice(1, -1)}</em>;
    return part;
  });
}
