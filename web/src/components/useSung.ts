import { stretchOf } from "@vibelens/client";
import { useEffect, useState } from "react";
import { api, type Song } from "@/api/client";

/** A line, and when it is sung, in seconds from the start of the track. */
export interface Sung {
  text: string;
  at: number;
}

/** Lines are shown a moment before they are sung, as one breathes in. */
const EARLY = 0.15;

/** The lines that are sung in the passage, with their times; none where these are not known. */
export function useSung(song: Song): Sung[] {
  const [found, keep] = useState<{ song: Song; lines: Sung[] }>();
  useEffect(() => {
    const leaving = new AbortController();
    const params = { path: { id: song.track.id } };
    api
      .GET("/api/v1/tracks/{id}/lyrics", { params, signal: leaving.signal })
      .then(({ data }) => {
        const stanzas = data?.found.find(({ used }) => used)?.stanzas ?? [];
        const lines = stanzas
          .flat()
          .map(({ text, start_s }) => ({ text, at: start_s ?? Number.NaN }));
        keep({ song, lines: within(lines, song) });
      })
      // Without times, the line that matched is shown.
      .catch(() => {});
    return () => leaving.abort();
  }, [song]);
  return found?.song === song ? found.lines : [];
}

/** The lines that begin in the passage; none unless all lines have times. */
function within(lines: Sung[], song: Song): Sung[] {
  const { from, to } = stretchOf(song);
  if (lines.some(({ at }) => Number.isNaN(at))) return [];
  return lines.filter(({ at }) => from - EARLY <= at && at < to);
}

/** The line that is sung at `second`; before the first one, the first. */
export function lineAt(lines: Sung[], second: number): string | undefined {
  return (lines.findLast(({ at }) => at <= second + EARLY) ?? lines[0])?.text;
}
