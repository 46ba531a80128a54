import { useCallback, useEffect, useState } from "react";
import { answered, api, type LibraryMap, type Mood } from "@/api/client";
import { asTrouble, Trouble } from "@/api/trouble";
import { type Points, pointsOf } from "./points";

/** A library as the map shows it. */
export interface Charted {
  map: LibraryMap;
  points: Points;
  moods: Mood[];
}

interface Loaded {
  charted?: Charted;
  trouble?: Trouble;
}

/** The map, once the server has told of it, and how to ask it again. */
export function useMap(): Loaded & { again: () => void } {
  const [loaded, setLoaded] = useState<Loaded>({});
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same
  useEffect(() => {
    const leaving = new AbortController();
    const put = (loaded: Loaded) => {
      if (!leaving.signal.aborted) setLoaded(loaded);
    };
    load(leaving.signal).then(
      (charted) => put({ charted }),
      (thrown) => put({ trouble: asTrouble(thrown) }),
    );
    return () => leaving.abort();
  }, [attempt]);
  return { ...loaded, again: useCallback(() => setAttempt((attempt) => attempt + 1), []) };
}

async function load(signal: AbortSignal): Promise<Charted> {
  const [map, moods] = await Promise.all([
    answered(api.GET("/api/v1/map", { signal })),
    answered(api.GET("/api/v1/moods", { signal })),
  ]);
  if (map.passages.track.length === 0) throw new Trouble("empty");
  return { map, points: pointsOf(map), moods };
}
