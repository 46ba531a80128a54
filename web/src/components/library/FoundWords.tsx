import type { Decision, Found } from "@/api/client";
import { decide } from "@/library/ask";
import { minutes } from "@/time";
import type { Words } from "@/words/en";
import { useTongue, useWords } from "@/words/tongue";
import { useLanguage } from "@/words/useLanguage";
import styles from "./FoundWords.module.css";

interface FoundWordsProps {
  track: string;
  found: Found;
  ask: (task: Promise<number>) => void;
}

/** Words that were found, what was thought of them, and what the owner thinks. */
export function FoundWords({ track, found, ask }: FoundWordsProps) {
  const words = useWords().browse;
  const nameOf = useLanguage();
  const { key, source, language, used, decision, stanzas } = found;
  const isOwn = source === "owner";
  const title = words.sources[source] ?? source;
  const say = (said: Decision | null) => {
    if (said !== (decision ?? null)) ask(decide(track, key, said));
  };
  return (
    <article className={styles.found} data-used={used} aria-label={title}>
      <h4>
        {title}
        {language && <span className={styles.language}>{nameOf(language)}</span>}
      </h4>
      <p className={styles.verdict}>
        <Verdict found={found} />
      </p>
      <Text stanzas={stanzas} language={language ?? undefined} />
      {!isOwn && (
        <fieldset className={styles.decisions} aria-label={words.decisions}>
          {(["accept", "reject", null] as const).map((said) => (
            <button
              key={said}
              type="button"
              className="chip"
              aria-pressed={said === (decision ?? null)}
              onClick={() => say(said)}
            >
              {words.decide[said ?? "leave"]}
            </button>
          ))}
        </fieldset>
      )}
    </article>
  );
}

/** Whether they are used, and why, or why not: what a person said of them counts more than anything else. */
function Verdict({ found }: { found: Found }) {
  const words = useWords().browse;
  const percent = new Intl.NumberFormat(useTongue(), { style: "percent" });
  const { used, confidence } = found;
  const sure = words.sure(percent.format(confidence));
  return (
    <>
      <strong>{used ? words.used : words.notUsedHere}</strong>
      {used ? whyUsed(found, sure, words) : whyNot(found, sure, words)}
    </>
  );
}

type Browse = Words["browse"];

function whyUsed({ reason, source, decision }: Found, sure: string, words: Browse): string {
  const although = reason && words.although(told(reason, words));
  if (decision) return `: ${[words.decided[decision], although].filter(Boolean).join(", ")}`;
  if (although) return `: ${although}`;
  return source === "owner" ? "" : ` · ${sure}`;
}

function whyNot({ reason, decision }: Found, sure: string, words: Browse): string {
  if (decision === "reject") return `: ${words.decided.reject}`;
  if (decision === "accept") return `: ${words.decided.accept} · ${words.othersUsed}`;
  return reason ? `: ${told(reason, words)} · ${sure}` : ` · ${words.othersUsed}`;
}

function told({ name, told }: NonNullable<Found["reason"]>, words: Browse): string {
  return words.reasons[name] ?? told;
}

function Text({ stanzas, language }: { stanzas: Found["stanzas"]; language: string | undefined }) {
  const words = useWords().browse;
  if (stanzas.length === 0) return null;
  return (
    <details className={styles.text}>
      <summary>{words.text}</summary>
      {stanzas.map((lines, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: stanzas come back, and never change places
        <p key={place} lang={language}>
          {lines.map(({ text, start_s }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines come back, and never change places
            <span key={place}>
              {typeof start_s === "number" && <time>{minutes(start_s)}</time>}
              {text}
            </span>
          ))}
        </p>
      ))}
    </details>
  );
}
