import { useEffect, useState } from "react";
import { type Abilities, api } from "@/api/client";

/** What the server can do beyond finding songs; nothing until it has said so. */
export function useAbilities(): Abilities | undefined {
  const [abilities, keep] = useState<Abilities>();
  useEffect(() => {
    const leaving = new AbortController();
    api
      .GET("/api/v1/abilities", { signal: leaving.signal })
      .then(({ data }) => keep(data))
      // What it cannot do, it says again when it is asked to.
      .catch(() => {});
    return () => leaving.abort();
  }, []);
  return abilities;
}
