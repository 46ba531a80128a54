// What a question is about: photos, and what their owner said of them.
import type { Feeling, Form } from "@/api/client";
import type { Photo } from "@/photo/photo";
import type { Tongue } from "@/words/tongue";
import type { Wish } from "./wish";

export type Point = Pick<Feeling, "valence" | "arousal">;

export interface Subject {
  photos: Photo[];
  /** Instead of what was seen. */
  caption?: string | undefined;
  /** Instead of how the photos feel. */
  point?: Point | undefined;
}

export const NO_SUBJECT: Subject = { photos: [] };

/** The question as the API takes it; `undefined` as long as there is nothing to ask about. */
export function formOf(
  { photos, caption, point }: Subject,
  wish: Wish,
  tongue: Tongue,
  never: string[],
): Form | undefined {
  if (photos.length === 0) return undefined;
  return {
    image: photos.map((photo) => photo.blob),
    caption,
    valence: point?.valence,
    arousal: point?.arousal,
    tongue,
    mood: wish.mood,
    language: wish.language,
    genre: wish.genre,
    era: wish.era || undefined,
    more: wish.more || undefined,
    less: wish.less || undefined,
    explicit: wish.clean ? "hide" : undefined,
    audio: wish.playable ? "required" : undefined,
    limit: wish.songs,
    never_track: never,
  };
}
