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

/** A track, read again whenever the server has finished something. */
export function useTrack(id: string, { condition, away }: Watched): TrackInHand {
  const [opened, setOpened] = useState<Opened>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [task, setTask] = useState<number | "asked">();
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt((attempt) => attempt + 1), []);
  const finished = condition?.work.finished ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is finished is the reason to read again
  useEffect(() => {
    const leaving = new AbortController();
    const put = (opened: Opened) => {
      setOpened(opened);
      setTrouble(undefined);
      setTask((task) => (typeof task === "number" && task <= finished ? undefined : task));
    };
    open(id, leaving.signal).then(put, (thrown) => {
      if (!leaving.signal.aborted) setTrouble(asTrouble(thrown));
    });
    return () => leaving.abort();
  }, [id, finished, attempt]);

  // A server that was started again counts anew.
  useEffect(() => {
    if (away) setTask(undefined);
  }, [away]);

  const ask = useCallback(
    (asked: Promise<number>) => {
      setTrouble(undefined);
      setTask("asked");
      const number = (task: number) => {
        setTask(task);
        // It may be finished before its number is known.
        again();
      };
      asked.then(number, (thrown) => {
        setTrouble(asTrouble(thrown));
        setTask(undefined);
      });
    },
    [again],
  );
  const known = opened?.id === id ? opened : undefined;
  return { opened: known, busy: task !== undefined, trouble, again, ask };
}
