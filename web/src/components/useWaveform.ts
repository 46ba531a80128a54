import { useEffect, useState } from "react";
import { api, type Waveform } from "@/api/client";

/** How loud a track is from moment to moment; nothing until that is known. */
export function useWaveform(track: string): Waveform | undefined {
  const [waveform, keep] = useState<Waveform>();
  useEffect(() => {
    const leaving = new AbortController();
    api
      .GET("/api/v1/tracks/{id}/waveform", {
        params: { path: { id: track } },
        signal: leaving.signal,
      })
      .then(({ data }) => keep(data))
      // Without it the passage is a plain line, which plays as well.
      .catch(() => undefined);
    return () => leaving.abort();
  }, [track]);
  return waveform;
}
