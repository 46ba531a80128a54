"use client";

import { useEffect, useMemo } from "react";
import { refusalsOf, tracksOf } from "@/library/ask";
import { type Listing, useListing } from "@/library/listing";
import type { Rows } from "@/library/rows";
import { useCalm, useCondition } from "@/library/useCondition";
import { useFacets } from "@/library/useFacets";
import { useRows } from "@/library/useRows";
import { usePagePlayer } from "@/player/usePagePlayer";
import { PlayerContext } from "@/player/usePlayer";
import { useWords } from "@/words/tongue";
import { Notice, type Step } from "../Notice";
import { Choice } from "./Choice";
import styles from "./Library.module.css";
import { Refused } from "./Refused";
import { TrackPanel } from "./TrackPanel";
import { Tracks } from "./Tracks";
import { Upkeep } from "./Upkeep";

/** Milliseconds between two looks at a library that changes all the time. */
const PAUSE = 2000;

/** What the library holds: a list, and beside it the track in hand. */
export function Library() {
  const [listing, change] = useListing();
  const watched = useCondition();
  const { tracks, passages, work } = watched.condition ?? {};
  const changes = useCalm(`${tracks} ${passages} ${work?.finished} ${watched.reached}`, PAUSE);
  const facets = useFacets(changes);
  const player = usePagePlayer();
  const isTracks = listing.list === "tracks";
  const [found, isOld] = useTracks(listing, changes);
  const [refused, isOldRefused] = useRefused(listing, changes);
  const refusal = refused?.find(({ track }) => track === listing.track);

  // What is not to be seen any more could not be paused.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another track is the reason to stop
  useEffect(() => () => player?.stop(), [player, listing.track]);

  return (
    <PlayerContext value={player}>
      <Upkeep watched={watched} facets={facets} />
      <div className={styles.library} data-open={listing.track !== ""}>
        <div className={styles.list}>
          {facets?.tracks === 0 && facets.refused === 0 ? (
            <Begin />
          ) : (
            <>
              <Choice listing={listing} change={change} facets={facets} />
              <Status
                rows={isTracks ? found : refused}
                reading={isTracks ? isOld : isOldRefused}
                away={watched.away}
                listing={listing}
                change={change}
              />
              {isTracks && found && hasRows(found) && (
                <Tracks rows={found} listing={listing} change={change} />
              )}
              {!isTracks && refused && hasRows(refused) && (
                <Refused rows={refused} listing={listing} change={change} />
              )}
            </>
          )}
        </div>
        {listing.track && (
          <TrackPanel
            id={listing.track}
            refusal={refusal}
            watched={watched}
            close={() => change({ track: "" })}
          />
        )}
      </div>
    </PlayerContext>
  );
}

function useTracks({ search, language, only, sort, descending }: Listing, changes: unknown) {
  const load = useMemo(
    () => tracksOf({ search, language, only, sort, descending }),
    [search, language, only, sort, descending],
  );
  return useRows(load, changes);
}

function useRefused({ search, list }: Listing, changes: unknown) {
  const wanted = list === "refused" ? search : "";
  return useRows(
    useMemo(() => refusalsOf(wanted), [wanted]),
    changes,
  );
}

function hasRows(rows: Rows<unknown>): boolean {
  return rows.total !== undefined && rows.total > 0;
}

/** How a library begins. */
function Begin() {
  const [title, next] = useWords().browse.begin;
  return (
    <section className={styles.begin}>
      <h2>{title}</h2>
      <p>{next}</p>
      <code>vibelens ingest ~/Music</code>
    </section>
  );
}

interface StatusProps {
  rows: Rows<unknown> | undefined;
  /** Whether others are on their way. */
  reading: boolean;
  /** Whether it is said already that the server does not answer. */
  away: boolean;
  listing: Listing;
  change: (change: Partial<Listing>) => void;
}

/** How many rows there are, to those who cannot see it, too; or what is wrong. */
function Status({ rows, reading, away, listing, change }: StatusProps) {
  const words = useWords();
  const { list, search, language, only } = listing;
  const clear = () => change({ search: "", language: "", only: undefined });
  const restricted = search !== "" || language !== "" || only !== undefined;
  const loosen: Step[] = restricted ? [{ label: words.clear, take: clear }] : [];
  if (rows?.trouble && !away) {
    const again = { label: words.again, take: () => rows.again() };
    return <Notice trouble={rows.trouble} steps={[...loosen, again]} />;
  }
  const count = rows?.total;
  const told = list === "tracks" ? words.found : words.browse.files;
  return (
    <div className={styles.status}>
      <p role="status">{count === undefined || reading ? words.browse.reading : told(count)}</p>
      {count === 0 && <p>{restricted ? words.browse.noneFound : words.browse.noneRefused}</p>}
      {loosen.map(({ label, take }) => (
        <button key={label} type="button" className="link" onClick={take}>
          {label}
        </button>
      ))}
    </div>
  );
}
