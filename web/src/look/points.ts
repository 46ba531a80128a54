// The library as points on the plane of feelings, in a form that is drawn and searched fast.
import type { LibraryMap } from "@/api/client";

/** How many parts the server tells a coordinate's way from 0 to 1 in. */
const PARTS = 1000;

/** The passages of the library: a value each in every column. */
export interface Points {
  count: number;
  /** From unpleasant (-1) to pleasant (1). */
  valence: Float32Array;
  /** From still (-1) to stirred (1). */
  arousal: Float32Array;
}

export function pointsOf({ passages }: LibraryMap): Points {
  const column = (values: number[]) => Float32Array.from(values, (value) => value / PARTS);
  return {
    count: passages.track.length,
    valence: column(passages.valence),
    arousal: column(passages.arousal),
  };
}

/** Which passage a point stands for, as the API names it. */
export function passageAt({ tracks, passages }: LibraryMap, point: number): [string, number] {
  const track = tracks.id[passages.track[point] ?? -1] ?? "";
  return [track, passages.number[point] ?? 0];
}
