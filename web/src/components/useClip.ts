import { clip, stretchOf } from "@vibelens/client";
import { useEffect, useRef, useState } from "react";
import { api, type Song } from "@/api/client";
import { asTrouble, type Trouble } from "@/api/trouble";
import { named } from "@/named";
import { large, type Photo } from "@/photo/photo";

/** What a clip can look like. */
export const SHAPES = ["9:16", "1:1", "16:9"] as const;
export type Shape = (typeof SHAPES)[number];

/** A clip that was made. */
export interface Clip {
  file: File;
  /** Where it is shown from, as long as it is in hand. */
  url: string;
}

/** The seconds that a clip plays at most. */
const LONGEST = 30;

/** The part of the track that a clip plays, in seconds. */
export function clipped(song: Song): { from: number; to: number } {
  const { from, to } = stretchOf(song);
  return { from, to: Math.min(to, from + LONGEST) };
}

/** Makes clips of a song, one at a time. */
export function useClip(song: Song) {
  const [made, setMade] = useState<Clip>();
  const [making, setMaking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  useEffect(() => () => URL.revokeObjectURL(made?.url ?? ""), [made]);

  const make = async (photo: Photo, shape: Shape) => {
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    setTrouble(undefined);
    setMaking(true);
    try {
      const film = await ordered(song, photo, shape, signal);
      const file = new File([film], nameOf(song), { type: "video/mp4" });
      if (!signal.aborted) setMade({ file, url: URL.createObjectURL(file) });
    } catch (thrown) {
      if (!signal.aborted) setTrouble(asTrouble(thrown));
    } finally {
      setMaking(false);
    }
  };
  return {
    made,
    making,
    trouble,
    make,
    stop: () => leaving.current?.abort(),
    again: () => setMade(undefined),
  };
}

async function ordered(song: Song, photo: Photo, shape: Shape, signal: AbortSignal): Promise<Blob> {
  const { from, to } = clipped(song);
  const image = await large(photo);
  return clip(api, { image, track: song.track.id, start_s: from, end_s: to, shape }, signal);
}

/** A name that every file system takes. */
function nameOf({ track }: Song): string {
  const name = named(track)
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, " ")
    .slice(0, 100)
    .trim();
  return `${name || "clip"}.mp4`;
}
