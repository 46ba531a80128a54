// How the plane of feelings lies on its square of `SIDE`.
import type { Point } from "@/question/subject";

export const SIDE = 200;
/** The part of the side that the plane takes; the rest is the edge. */
const INNER = 0.86;

export function x({ valence }: Point): number {
  return ((1 + INNER * valence) * SIDE) / 2;
}

export function y({ arousal }: Point): number {
  return ((1 - INNER * arousal) * SIDE) / 2;
}

/** The point that lies `right` and `down` in the square, both from 0 to 1. */
export function pointAt(right: number, down: number): Point {
  return within({ valence: (2 * right - 1) / INNER, arousal: (1 - 2 * down) / INNER });
}

/** The nearest point of the plane, to two digits. */
export function within({ valence, arousal }: Point): Point {
  const near = (value: number) => Math.round(100 * Math.min(1, Math.max(-1, value))) / 100;
  return { valence: near(valence), arousal: near(arousal) };
}
