import { useEffect, useState } from "react";
import type { Library } from "@/api/client";
import { facets } from "./ask";

/** What the library holds, asked for again whenever `changes` is another one. */
export function useFacets(changes: unknown): Library | undefined {
  const [known, know] = useState<Library>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has changed is the reason to ask again
  useEffect(() => {
    const leaving = new AbortController();
    // The list says what is wrong with the server.
    facets(leaving.signal).then(know, () => undefined);
    return () => leaving.abort();
  }, [changes]);
  return known;
}
