// The one way to the server: its public API, through the client that other projects have, too.
import { audioUrl, type components, coverUrl, createClient, problemOf } from "@vibelens/client";

type Schemas = components["schemas"];

export type { Answer, ClipForm, Form, Licence } from "@vibelens/client";
export type Abilities = Schemas["Abilities"];
export type Feeling = Schemas["FeelingAnswer"];
export type LibraryMap = Schemas["LibraryMap"];
export type Mood = Schemas["MoodAnswer"];
export type SentPlaylist = Schemas["SentPlaylist"];
export type MoodCoverage = Schemas["MoodCoverage"];
export type Song = Schemas["Recommendation"];
export type Facets = Schemas["LibraryAnswer"];
export type Share = Schemas["Share"];
export type Survey = Schemas["SurveyAnswer"];
export type Track = Schemas["TrackAnswer"];
export type Row = Schemas["TrackRow"];
export type TrackPassage = Schemas["TrackPassage"];
export type Lyrics = Schemas["LyricsAnswer"];
export type Found = Schemas["FoundAnswer"];
export type Decision = Schemas["Decision"];
export type Refusal = Schemas["RefusalRow"];
export type Condition = Schemas["Condition"];
export type Waveform = Schemas["Waveform"];

/** A passage that can be played, and the track that it is a part of. */
export type Playable = Schemas["PassageOfTrack"];

/** What somebody may do with a song that was offered. */
export type Event = "play" | "finish" | "skip" | "like" | "dislike" | "used";

export const api = createClient();

/** What the server answered. Fails as `ProblemError` where that is no success. */
export async function answered<Data>(
  asked: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (data) return data;
  throw problemOf(response, error);
}

export function audioOf(track: string): string {
  return audioUrl({}, track);
}

export function coverOf(track: string): string {
  return coverUrl({}, track);
}
