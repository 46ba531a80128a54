import { useEffect, useState } from "react";
import { answered, api, type Survey } from "@/api/client";
import { asTrouble, type Trouble } from "@/api/trouble";

export interface Surveyed {
  survey?: Survey;
  trouble?: Trouble;
}

/** How well the library answers photos. While the server is still finding out, it is asked again whenever it says. */
export function useSurvey(): Surveyed {
  const [surveyed, setSurveyed] = useState<Surveyed>({});
  useEffect(() => {
    const leaving = new AbortController();
    let timer: number | undefined;
    const ask = async () => {
      try {
        const asked = api.GET("/api/v1/survey", { signal: leaving.signal });
        setSurveyed({ survey: await answered(asked) });
      } catch (thrown) {
        if (leaving.signal.aborted) return;
        const trouble = asTrouble(thrown);
        if (trouble.kind === "busy") timer = window.setTimeout(ask, 1000 * (trouble.seconds ?? 1));
        else setSurveyed({ trouble });
      }
    };
    void ask();
    return () => {
      leaving.abort();
      window.clearTimeout(timer);
    };
  }, []);
  return surveyed;
}
