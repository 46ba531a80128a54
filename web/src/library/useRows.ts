import { useEffect, useState, useSyncExternalStore } from "react";
import { type Load, Rows } from "./rows";

const NOBODY = () => () => {};

/** The rows that `load` gives, and whether they are still those of the question before, which stay until the
 * first of the new ones are here. They are asked for again whenever `changes` is another one. `load` must be
 * the same as long as the question is. */
export function useRows<Row>(
  load: Load<Row>,
  changes: unknown,
): [rows: Rows<Row> | undefined, old: boolean] {
  const [shown, show] = useState<Rows<Row>>();

  useEffect(() => {
    const next = new Rows(load);
    const end = next.subscribe(() => show(next));
    next.want({ first: 0, end: 1 });
    return () => {
      end();
      next.close();
    };
  }, [load]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what has changed is the reason to ask again
  useEffect(() => shown?.renew(), [changes]);

  useSyncExternalStore(
    shown?.subscribe ?? NOBODY,
    () => shown?.version() ?? 0,
    () => 0,
  );
  return [shown, shown?.load !== load];
}
