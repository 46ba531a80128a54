import { useCallback, useEffect, useState } from "react";
import { asTrouble, type Trouble } from "@/api/trouble";
import { type Opened, open } from "./ask";
import type { Watched } from "./useCondition";

export interface TrackInHand {
  /** What is known of it; what was known before stays until it is read anew. */
  opened: Opened | undefined;
  /** Whether it is being made anew, or read. */
  busy: boolean;
  trouble: Trouble | undefined;
  again: () => void;
  /** Asks for a task that makes it anew. */
  ask: (task: Promise<number>) => void;
}

/** What goes on with a track, and what went wrong. */
interface Going {
  id: string;
  /** The task that makes it anew. */
  task?: number | "asked" | undefined;
  trouble?: Trouble | undefined;
}

/** A track, read again whenever the server has finished something. */
export function useTrack(id: string, { condition, away }: Watched): TrackInHand {
  const [opened, setOpened] = useState<Opened>();
  const [going, setGoing] = useState<Going>({ id });
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt((attempt) => attempt + 1), []);
  const finished = condition?.work.finished ?? 0;
  // Nothing of it is said of the next track, nor what is heard of it later.
  if (going.id !== id) setGoing({ id });
  const put = useCallback(
    (change: (going: Going) => Partial<Going>) =>
      setGoing((going) => (going.id === id ? { ...going, ...change(going) } : going)),
    [id],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is finished is the reason to read again
  useEffect(() => {
    const leaving = new AbortController();
    const take = (opened: Opened) => {
      setOpened(opened);
      put(({ task }) => ({
        task: typeof task === "number" && task <= finished ? undefined : task,
        trouble: undefined,
      }));
    };
    open(id, leaving.signal).then(take, (thrown) => {
      if (!leaving.signal.aborted) put(() => ({ trouble: asTrouble(thrown) }));
    });
    return () => leaving.abort();
  }, [id, finished, attempt, put]);

  // A server that was started again counts anew.
  useEffect(() => {
    if (away) put(() => ({ task: undefined }));
  }, [away, put]);

  const ask = useCallback(
    (asked: Promise<number>) => {
      put(() => ({ task: "asked", trouble: undefined }));
      const number = (task: number) => {
        put(() => ({ task }));
        // It may be finished before its number is known.
        again();
      };
      asked.then(number, (thrown) => put(() => ({ task: undefined, trouble: asTrouble(thrown) })));
    },
    [again, put],
  );
  const known = opened?.id === id ? opened : undefined;
  const { task, trouble } = going;
  return { opened: known, busy: task !== undefined, trouble, again, ask };
}
