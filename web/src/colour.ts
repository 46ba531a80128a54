// Feelings as colours: what angle a feeling has on its plane says its hue. Joy is amber, calm is green,
// sadness is blue, and tension is a red that leans to violet.
import type { Point } from "@/question/subject";

/** The page's own hue, as long as there is no feeling to show. */
export const OWN_HUE = 285;

/** The hues around the plane, an eighth of it apart, from pleasant by stirred; beyond 0 they go on. */
const HUES = [70, 45, 20, -10, -50, -98, -130, -190, -290];

export function hueOf({ valence, arousal }: Point): number {
  const eighths = ((Math.atan2(arousal, valence) * 4) / Math.PI + 8) % 8;
  const [before = 0, after = 0] = HUES.slice(Math.floor(eighths));
  return Math.round(before + (after - before) * (eighths % 1) + 360) % 360;
}

/** Numbers from 0 to 1 that follow from `text` alone. */
export function* numbersOf(text: string): Generator<number, never> {
  let state = 2166136261;
  for (const character of text)
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619);
  for (;;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}
