// How much of the library there is for each mood. Pure.
import type { MoodCoverage } from "@/api/client";

/** As many songs fill the longest list. */
export const ENOUGH = 10;

/** The moods, those of the most songs first. */
export function byCoverage(moods: MoodCoverage[]): MoodCoverage[] {
  return [...moods].sort((a, b) => b.songs - a.songs || b.passages - a.passages);
}
