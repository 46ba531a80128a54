import { KINDS, type Kind, none, rest } from "@/look/groups";
import type { GroupName, Shown } from "@/look/shown";
import { moodOf } from "@/words/moods";
import { useTongue, useWords } from "@/words/tongue";
import { useLanguage } from "@/words/useLanguage";
import styles from "./LookLegend.module.css";

interface LookLegendProps {
  shown: Shown;
  /** Tells the points apart by something else. */
  tell: (kind: Kind) => void;
  /** Shows these groups alone, or all. */
  show: (names: GroupName[]) => void;
}

/** What the colours of the map mean, by what they are chosen, and which points are shown. */
export function LookLegend({ shown: { kind, groups, names }, tell, show }: LookLegendProps) {
  const words = useWords();
  const called = useCalled(kind);
  const number = new Intl.NumberFormat(useTongue());
  const without = (name: GroupName) => names.filter((other) => other !== name);
  return (
    <div className={styles.legend}>
      <fieldset className={styles.kinds} aria-label={words.colourBy}>
        <span aria-hidden="true">{words.colourBy}</span>
        {KINDS.map((other) => (
          <button
            key={other}
            type="button"
            className="chip"
            aria-pressed={other === kind}
            onClick={() => tell(other)}
          >
            {words[other]}
          </button>
        ))}
      </fieldset>
      <fieldset className={styles.groups} aria-label={words.showOnly}>
        {groups.all.map(({ name, count, colour }) => {
          const on = names.includes(name);
          return (
            <button
              key={String(name)}
              type="button"
              aria-pressed={on}
              data-off={names.length > 0 && !on}
              onClick={() => show(on ? without(name) : [...names, name])}
            >
              <span className={styles.dot} style={{ background: colour }} />
              {called(name)} <small>{number.format(count)}</small>
            </button>
          );
        })}
        {names.length > 0 && (
          <button type="button" className="link" onClick={() => show([])}>
            {words.showAll}
          </button>
        )}
      </fieldset>
    </div>
  );
}

/** What a group is called. */
function useCalled(kind: Kind): (name: GroupName) => string {
  const words = useWords();
  const languageOf = useLanguage();
  return (name) => {
    if (name === rest) return words.rest;
    if (name === none) return kind === "genre" ? words.noGenre : words.noWords;
    const text = String(name);
    if (kind === "language") return languageOf(text);
    return kind === "mood" ? moodOf(words, text) : (words.genres[text] ?? text);
  };
}
