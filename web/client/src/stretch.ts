import type { Recommendation } from "./index.js";

/** A passage whose times are only about right is played from a little before. */
const BEFORE_UNSURE = 2;

/** What is played of a song: seconds from the start of its track, which is `length` long. */
export interface Stretch {
  from: number;
  to: number;
  length: number;
}

export function stretchOf({ passage, track }: Pick<Recommendation, "passage" | "track">): Stretch {
  const length = track.duration_s ?? passage.end_s ?? 0;
  const early = passage.approximate ? BEFORE_UNSURE : 0;
  const from = Math.max(0, (passage.start_s ?? 0) - early);
  return { from, to: Math.min(passage.end_s ?? length, length), length };
}
