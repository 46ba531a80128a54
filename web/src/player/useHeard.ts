import { useEffect } from "react";
import type { Playable } from "@/api/client";
import { isSame } from "./player";
import { usePlayer } from "./usePlayer";

/** Lets nothing but these songs be heard: what is not to be seen any more could not be paused. */
export function useHeard(seen: Playable[]): void {
  const player = usePlayer();
  useEffect(() => {
    const now = player?.playing().song;
    if (now && !seen.some((song) => isSame(song, now))) player?.stop();
  }, [player, seen]);
  useEffect(() => () => player?.stop(), [player]);
}
