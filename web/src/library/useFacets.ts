import { useEffect, useState } from "react";
import { answered, api, type Facets } from "@/api/client";

/** What the library holds, and how much of it; asked for again whenever `changes` is another one. */
export function useFacets(changes?: unknown): Facets | undefined {
  const [facets, setFacets] = useState<Facets>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has changed is the reason to ask again
  useEffect(() => {
    const leaving = new AbortController();
    // The list says what is wrong with the server.
    answered(api.GET("/api/v1/library", { signal: leaving.signal })).then(
      setFacets,
      () => undefined,
    );
    return () => leaving.abort();
  }, [changes]);
  return facets;
}
