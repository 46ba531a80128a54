import { useEffect, useState } from "react";
import type { Condition, Facets } from "@/api/client";
import { asTrouble, Trouble } from "@/api/trouble";
import { look } from "@/library/ask";
import type { Watched } from "@/library/useCondition";
import { useTongue, useWords } from "@/words/tongue";
import { Notice } from "../Notice";
import { Reason } from "./Reason";
import styles from "./Upkeep.module.css";

interface UpkeepProps {
  watched: Watched;
  facets: Facets | undefined;
}

/** How much there is, what is being done to it, and how to look for changes. */
export function Upkeep({ watched: { condition, away }, facets }: UpkeepProps) {
  const words = useWords().browse;
  const [trouble, setTrouble] = useState<Trouble>();
  /** The task that was asked for here last. */
  const [asked, setAsked] = useState<number>();
  const work = condition?.work;
  const waiting = asked !== undefined && work !== undefined && work.finished < asked;
  const busy = !away && (waiting || typeof work?.task === "number");
  // A server that was started again counts anew.
  useEffect(() => {
    if (away) setAsked(undefined);
  }, [away]);
  const begin = (prune: boolean) => {
    setTrouble(undefined);
    look(prune).then(setAsked, (thrown) => setTrouble(asTrouble(thrown)));
  };
  return (
    <section className={styles.upkeep} aria-label={words.upkeep}>
      <Numbers condition={condition} facets={facets} />
      <div className={styles.acts}>
        <button
          type="button"
          className="button"
          aria-disabled={busy || away}
          onClick={() => !busy && !away && begin(false)}
        >
          {words.look}
        </button>
        {work && work.gone > 0 && !busy && (
          <button type="button" className="button" onClick={() => begin(true)}>
            {words.forget(work.gone)}
          </button>
        )}
      </div>
      {away && <Notice trouble={new Trouble("away")} steps={[]} />}
      {trouble && <Notice trouble={trouble} steps={[]} />}
      {busy && work && <Progress work={work} />}
      {work && (busy || work.finished > 0) && <Outcome work={work} busy={busy} />}
    </section>
  );
}

function Numbers({
  condition,
  facets,
}: {
  condition: Condition | undefined;
  facets: Facets | undefined;
}) {
  const { counts } = useWords().browse;
  const numbers = new Intl.NumberFormat(useTongue());
  const known = {
    tracks: condition?.tracks ?? facets?.tracks,
    passages: condition?.passages ?? facets?.passages,
    audible: facets?.audible,
    worded: facets?.worded,
    set_aside: facets?.set_aside,
    refused: facets?.refused,
  };
  return (
    <dl className={styles.numbers}>
      {(Object.keys(known) as (keyof typeof known)[]).map((name) => {
        const count = known[name];
        return (
          <div key={name} data-count={name}>
            <dt>{counts[name]}</dt>
            <dd>{count === undefined ? "–" : numbers.format(count)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

type Work = Condition["work"];

/** How far the task in hand is. */
function Progress({ work: { to_do, done, latest } }: { work: Work }) {
  const words = useWords().browse;
  return (
    <div className={styles.progress}>
      <progress
        aria-label={words.progress}
        {...(to_do > 0 && { max: to_do, value: Math.min(done, to_do) })}
      />
      <p>
        {to_do > 0 ? words.doneOf(done, to_do) : words.lookingThrough}
        {latest && <span className={styles.latest}>{latest}</span>}
      </p>
    </div>
  );
}

/** What came of the task, and what could not be used. */
function Outcome({ work, busy }: { work: Work; busy: boolean }) {
  const words = useWords().browse;
  const { taken, unchanged, gone, forgotten, refused, failure } = work;
  const told = [
    words.taken(taken),
    words.unchanged(unchanged),
    gone > 0 && words.gone(gone),
    forgotten > 0 && words.forgotten(forgotten),
  ];
  return (
    <>
      {failure && !busy && <Notice trouble={new Trouble("stumbled", failure)} steps={[]} />}
      <p className={styles.outcome} role="status">
        {!busy && told.filter(Boolean).join(" · ")}
      </p>
      {refused.length > 0 && (
        <details className={styles.refused} open={busy}>
          <summary>{words.notUsed(refused.length)}</summary>
          <ul>
            {refused.map(({ place, reason }) => (
              <li key={place}>
                <strong>{place}</strong> <Reason reason={reason} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
