import { useEffect, useState } from "react";
import { api, type Mood } from "@/api/client";

let known: Promise<Mood[]> | undefined;

/** The moods that can be asked for; none before the server has told. It is asked again where it could not
 * be reached. */
export function useMoods(): Mood[] {
  const [moods, setMoods] = useState<Mood[]>([]);
  useEffect(() => {
    known ??= api.GET("/api/v1/moods").then(({ data }) => data ?? []);
    known.then(setMoods, () => {
      known = undefined;
    });
  }, []);
  return moods;
}
