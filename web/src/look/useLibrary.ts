import { problemOf } from "@vibelens/client";
import { useCallback, useEffect, useState } from "react";
import { api, type LibraryMap, type Mood } from "@/api/client";
import { asTrouble, Trouble } from "@/api/trouble";
import { type Points, pointsOf } from "./points";

/** What the map shows. */
export interface Library {
  map: LibraryMap;
  points: Points;
  moods: Mood[];
}

interface Loaded {
  library?: Library;
  trouble?: Trouble;
}

/** The library, once the server has told of it, and how to ask it again. */
export function useLibrary(): Loaded & { again: () => void } {
  const [loaded, setLoaded] = useState<Loaded>({});
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same
  useEffect(() => {
    const leaving = new AbortController();
    const put = (loaded: Loaded) => {
      if (!leaving.signal.aborted) setLoaded(loaded);
    };
    load(leaving.signal).then(
      (library) => put({ library }),
      (thrown) => put({ trouble: asTrouble(thrown) }),
    );
    return () => leaving.abort();
  }, [attempt]);
  return { ...loaded, again: useCallback(() => setAttempt((attempt) => attempt + 1), []) };
}

async function load(signal: AbortSignal): Promise<Library> {
  const [map, moods] = await Promise.all([
    api.GET("/api/v1/map", { signal }),
    api.GET("/api/v1/moods", { signal }),
  ]);
  if (!map.data) throw problemOf(map.response, map.error);
  if (map.data.passages.track.length === 0) throw new Trouble("empty");
  return { map: map.data, points: pointsOf(map.data), moods: moods.data ?? [] };
}
