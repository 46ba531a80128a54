// The one way to the server: its public API, with types that are made of its own document.
import createClient from "openapi-fetch";
import type { components, paths } from "../../generated/schema";

type Schemas = components["schemas"];
export type Answer = Schemas["Answer"];
export type Feeling = Schemas["FeelingAnswer"];
export type Form = Schemas["Form"];
export type Mood = Schemas["MoodAnswer"];
export type Song = Schemas["Recommendation"];
export type Waveform = Schemas["Waveform"];

/** What somebody may do with a song that was offered. */
export type Event = "play" | "finish" | "skip" | "like" | "dislike" | "used";

export const api = createClient<paths>({ baseUrl: "" });

/** A form as it is sent: lists field by field, and without what asks for nothing. */
export function toFormData(form: Form): FormData {
  const data = new FormData();
  for (const [name, given] of Object.entries(form)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value instanceof Blob) data.append(name, value, "photo");
      else if (value !== null && value !== undefined) data.append(name, String(value));
    }
  }
  return data;
}

export function audioOf(track: string): string {
  return `/api/v1/tracks/${track}/audio`;
}
