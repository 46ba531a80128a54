import { useEffect, useState } from "react";
import { type Abilities, answered, api, type Mood } from "@/api/client";

type Ask<Told> = () => Promise<Told>;

const askMoods = once(() => answered(api.GET("/api/v1/moods")));
const askAbilities = () => answered(api.GET("/api/v1/abilities"));

/** The moods that can be asked for; none before the server has told. */
export function useMoods(): Mood[] {
  return useTold(askMoods) ?? [];
}

/** What the server can do beyond finding songs; `undefined` before it has told. Whoever comes next asks anew:
 * what was missing may be there by then. */
export function useAbilities(): Abilities | undefined {
  return useTold(askAbilities);
}

/** Asks once for the whole page; and again for whoever comes next where that failed. */
function once<Told>(ask: Ask<Told>): Ask<Told> {
  let known: Promise<Told> | undefined;
  return () => {
    known ??= ask().catch((thrown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  };
}

function useTold<Told>(ask: Ask<Told>): Told | undefined {
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    // The page does without; whatever is wrong with the server is told where songs are asked for.
    ask().then(setTold, () => undefined);
  }, [ask]);
  return told;
}
