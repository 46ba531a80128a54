import type { ReactNode } from "react";
import type { MoodCoverage, Survey } from "@/api/client";
import { ENOUGH } from "@/look/coverage";
import { type Surveyed, useSurvey } from "@/look/useSurvey";
import { moodsOf } from "@/words/moods";
import { useTongue, useWords } from "@/words/tongue";
import styles from "./LookFigures.module.css";

/** How well the library answers photos: how much of it is found, what crowds the rest out, what is lacking. */
export function LookFigures({ moods }: { moods: MoodCoverage[] }) {
  const words = useWords();
  const surveyed = useSurvey();
  const enough = moods.filter(({ songs }) => ENOUGH <= songs);
  const thin = moods.filter(({ songs }) => songs < ENOUGH).map(({ name }) => name);
  return (
    <section className={styles.figures} aria-label={words.figures}>
      <Reach {...surveyed} />
      <Hubs {...surveyed} />
      <Figure
        name={words.coverage}
        value={words.of(enough.length, moods.length)}
        meaning={words.coverageMeaning(ENOUGH)}
      >
        <p>{thin.length > 0 ? words.coverageNext(moodsOf(words, thin)) : words.coverageFull}</p>
      </Figure>
    </section>
  );
}

function Reach(surveyed: Surveyed) {
  const words = useWords();
  const share = useShare();
  const { survey } = surveyed;
  if (!survey) return <Unknown name={words.reach} {...surveyed} />;
  const { photos, songs, reach, reach_by_lot } = survey;
  return (
    <Figure
      name={words.reach}
      value={share(reach)}
      meaning={words.reachMeaning(songs, photos, share(reach_by_lot))}
    >
      <p>{reach < 1 ? words.reachNext : words.reachFull}</p>
    </Figure>
  );
}

function Hubs(surveyed: Surveyed) {
  const words = useWords();
  const share = useShare();
  const { survey } = surveyed;
  if (!survey) return <Unknown name={words.hubs} {...surveyed} />;
  const { photos, songs, hubs } = survey;
  // One song in a hundred, and one at least, as the server counts them.
  const top = Math.max(1, Math.round(songs / 100));
  return (
    <Figure
      name={words.hubs}
      value={share(hubs)}
      meaning={words.hubsMeaning(top, photos, share(top / Math.max(1, songs)))}
    >
      <Most {...survey} />
      <p>{words.hubsNext}</p>
    </Figure>
  );
}

/** The songs that most photos find. */
function Most({ most, photos }: Survey) {
  const words = useWords();
  return (
    <ol>
      {most.map((hub) => (
        <li key={hub.track.id}>
          <span lang={hub.track.language ?? undefined}>
            {hub.track.title} <small>{hub.track.artist || words.unknownArtist}</small>
          </span>
          <small>{words.of(hub.photos, photos)}</small>
        </li>
      ))}
    </ol>
  );
}

interface FigureProps {
  name: string;
  value: string;
  /** What the value says. */
  meaning: string;
  /** What is behind it, and what to do about it. */
  children: ReactNode;
}

function Figure({ name, value, meaning, children }: FigureProps) {
  return (
    <article className={styles.figure}>
      <h2>{name}</h2>
      <p className={styles.value}>{value}</p>
      <p>{meaning}</p>
      <div className={styles.next}>{children}</div>
    </article>
  );
}

/** A figure that the server has not told yet, or cannot tell. */
function Unknown({ name, trouble }: { name: string } & Surveyed) {
  const words = useWords();
  return (
    <article className={styles.figure} aria-busy={trouble === undefined}>
      <h2>{name}</h2>
      <p className={styles.value}>–</p>
      <p role="status">{trouble ? words.trouble[trouble.kind].join(" ") : words.surveying}</p>
    </article>
  );
}

/** Writes a share as people read it. */
function useShare(): (share: number) => string {
  const style = { style: "percent", maximumSignificantDigits: 2 } as const;
  const format = new Intl.NumberFormat(useTongue(), style);
  return (share) => format.format(share);
}
