// Which moods can be named on the map without one name lying over another. Pure.
import type { Mood } from "@/api/client";
import { type Place, placeOf, type Size, type View } from "./view";

/** About how large a letter is, in pixels, with what keeps names apart. */
const LETTER = { width: 7.5, height: 20 };

export interface Name {
  mood: Mood;
  text: string;
  at: Place;
}

/** The names of those moods whose middles are seen and that have room; who comes first is named first. */
export function namesOf(
  moods: Mood[],
  called: (mood: string) => string,
  view: View,
  size: Size,
): Name[] {
  const named: Name[] = [];
  for (const mood of moods) {
    const [text, at] = [called(mood.name), placeOf(mood, view, size)];
    const name = { mood, text, at };
    const half = (LETTER.width * text.length) / 2;
    const seen = half < at.x && at.x < size.width - half && 30 < at.y && at.y < size.height - 30;
    if (seen && !named.some((other) => overlap(name, other))) named.push(name);
  }
  return named;
}

function overlap(one: Name, other: Name): boolean {
  const width = (LETTER.width * (one.text.length + other.text.length)) / 2;
  return (
    Math.abs(one.at.x - other.at.x) < width + LETTER.width &&
    Math.abs(one.at.y - other.at.y) < LETTER.height
  );
}
