import { useEffect, useState } from "react";
import { answered, api, type LibraryMap, type Playable } from "@/api/client";
import { asTrouble, type Trouble } from "@/api/trouble";
import { Recent } from "@/recent";
import { passageAt } from "./points";

/** How long a pointer must rest on a point before the server is asked of it, in milliseconds. */
const REST = 60;

export interface Told {
  passage?: Playable;
  trouble?: Trouble;
}

/** Passages that were asked for last. */
const known = new Recent<string, Playable>(200);

/** What a point of the map stands for; nothing as long as none is meant or the server has not told. */
export function usePassage(map: LibraryMap, point: number | undefined): Told {
  const [told, setTold] = useState<Told & { of?: number }>({});
  useEffect(() => {
    if (point === undefined) return;
    const [track, number] = passageAt(map, point);
    const leaving = new AbortController();
    const put = (told: Told) => {
      if (!leaving.signal.aborted) setTold({ ...told, of: point });
    };
    const ask = () =>
      passageOf(track, number, leaving.signal).then(
        (passage) => put({ passage }),
        (thrown) => put({ trouble: asTrouble(thrown) }),
      );
    const timer = window.setTimeout(ask, known.peek(`${track}/${number}`) ? 0 : REST);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [map, point]);
  return told.of === point ? told : {};
}

async function passageOf(id: string, number: number, signal: AbortSignal): Promise<Playable> {
  const name = `${id}/${number}`;
  const params = { path: { id, number } };
  const passage =
    known.peek(name) ??
    (await answered(api.GET("/api/v1/tracks/{id}/passages/{number}", { params, signal })));
  known.put(name, passage);
  return passage;
}
