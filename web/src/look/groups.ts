// What the points are told apart by: their mood, genre or language. Pure.
import type { LibraryMap, Mood } from "@/api/client";
import { hueOf } from "@/colour";
import type { Points } from "./points";

export const KINDS = ["mood", "genre", "language"] as const;
export type Kind = (typeof KINDS)[number];

/** As many genres and languages have a colour of their own. */
const NAMED = 8;
/** The colours of genres and languages, in light and in dark: far apart in lightness too, so that few eyes
 * take one for another. After Okabe and Ito, "Color Universal Design", 2008. */
const COLOURS = [
  ["#0069b4", "#56b4e9"],
  ["#d1560a", "#ff8a4c"],
  ["#00795b", "#1fc79b"],
  ["#b03a86", "#ef8fc9"],
  ["#a87b00", "#f2d64b"],
  ["#5a3fc0", "#a99bff"],
  ["#2b9fd9", "#c4e8ff"],
  ["#7d4a24", "#c79a74"],
] as const;
const REST = "light-dark(#85828f, #8b889c)";
const NONE = "light-dark(#b3b0bb, #5b5868)";

/** Points that share a colour. */
export interface Group {
  /** A mood, a genre, or the code of a language; `rest` are the rarer ones, `none` have none. */
  name: string | typeof rest | typeof none;
  /** How many points it has. */
  count: number;
  /** As CSS says it, for light and dark. */
  colour: string;
}

export const rest = Symbol("rest");
export const none = Symbol("none");

export interface Groups {
  /** Those that have points, the largest first; `rest` and `none` at the end. */
  all: Group[];
  /** For each point the place of its group among them. */
  of: Uint8Array;
}

/** Tells the points apart by `kind`. */
export function groupsOf(kind: Kind, map: LibraryMap, points: Points, moods: Mood[]): Groups {
  if (kind === "mood") return byMood(points, moods);
  const [names, column] =
    kind === "genre" ? [map.genres, map.tracks.genre] : [map.languages, map.tracks.language];
  const named = Math.min(NAMED, names.length);
  const of = Uint8Array.from(map.passages.track, (track) => {
    const place = column[track] ?? undefined;
    if (place === undefined) return named + 1;
    return Math.min(place, named);
  });
  const all: Group[] = names.slice(0, named).map((name, place) => {
    const [light, dark] = COLOURS[place] ?? COLOURS[0];
    return { name, count: 0, colour: `light-dark(${light}, ${dark})` };
  });
  all.push({ name: rest, count: 0, colour: REST }, { name: none, count: 0, colour: NONE });
  return tidy(all, of);
}

/** By the mood whose middle is nearest, in the colours that feelings have everywhere. */
function byMood(points: Points, moods: Mood[]): Groups {
  const of = new Uint8Array(points.count);
  for (let point = 0; point < points.count; point += 1) {
    let least = Infinity;
    for (const [place, mood] of moods.entries()) {
      const right = (points.valence[point] as number) - mood.valence;
      const up = (points.arousal[point] as number) - mood.arousal;
      const square = right * right + up * up;
      if (square < least) [least, of[point]] = [square, place];
    }
  }
  const all = moods.map((mood) => {
    const hue = hueOf(mood);
    const colour = `light-dark(oklch(0.6 0.15 ${hue}), oklch(0.76 0.13 ${hue}))`;
    return { name: mood.name, count: 0, colour };
  });
  return tidy(all, of);
}

/** Counts the points of each group, drops those that have none, and puts the largest first. */
function tidy(all: Group[], of: Uint8Array): Groups {
  const counts = new Array<number>(all.length).fill(0);
  for (const group of of) counts[group] = (counts[group] ?? 0) + 1;
  const order = all
    .map((group, before) => ({ ...group, before, count: counts[before] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => last(a) - last(b) || b.count - a.count);
  const after = new Uint8Array(all.length);
  for (const [place, { before }] of order.entries()) after[before] = place;
  const groups = order.map(({ name, count, colour }): Group => ({ name, count, colour }));
  return { all: groups, of: of.map((group) => after[group] ?? 0) };
}

function last({ name }: Group): number {
  return [rest, none].indexOf(name as typeof rest);
}
