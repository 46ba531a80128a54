// What the library page asks of the server. Everything fails as `Trouble`, unless it was aborted.
import { ProblemError } from "@vibelens/client";
import {
  answered as answeredBy,
  api,
  type Decision,
  type Lyrics,
  type Refusal,
  type Row,
  type Track,
  type TrackPassage,
} from "@/api/client";
import { asTrouble, type Kind, Trouble } from "@/api/trouble";
import type { Listing } from "./listing";
import type { Load } from "./rows";

/** What is known of a track. */
export interface Opened {
  id: string;
  /** `undefined` if it could not be used. */
  track: Track | undefined;
  passages: TrackPassage[];
  lyrics: Lyrics;
}

/** What a status means on this page, where it is not what it means everywhere. */
const KINDS: Record<number, Kind> = {
  400: "unclear",
  404: "lost",
  413: "wordy",
  500: "stumbled",
  503: "occupied",
};

type Question = Pick<Listing, "search" | "language" | "only" | "sort" | "descending">;

export function tracksOf({ search, language, only, sort, descending }: Question): Load<Row> {
  const asked = {
    ...(search && { search }),
    ...(language && { language }),
    ...(only && { only }),
    ...(descending && { descending }),
    sort,
  };
  return (offset, limit, signal) => {
    const params = { query: { ...asked, offset, limit } };
    return answered(api.GET("/api/v1/tracks", { params, signal }));
  };
}

export function refusalsOf(search: string): Load<Refusal> {
  return (offset, limit, signal) => {
    const params = { query: { ...(search && { search }), offset, limit } };
    return answered(api.GET("/api/v1/refusals", { params, signal }));
  };
}

/** All that is told of a track, or of the words of what could not be used. */
export async function open(id: string, signal: AbortSignal): Promise<Opened> {
  const asked = { params: { path: { id } }, signal };
  const lyrics = await answered(api.GET("/api/v1/tracks/{id}/lyrics", asked));
  const track = await answered(api.GET("/api/v1/tracks/{id}", asked)).catch(unlessLost);
  const passages = track && (await answered(api.GET("/api/v1/tracks/{id}/passages", asked)));
  return { id, track, passages: passages ?? [], lyrics };
}

function unlessLost(thrown: unknown): undefined {
  if (!(thrown instanceof Trouble && thrown.kind === "lost")) throw thrown;
}

/** Looks for changes in all folders; gives the number of the task. */
export async function look(prune: boolean): Promise<number> {
  return (await answered(api.POST("/api/v1/library/look", { body: { prune } }))).task;
}

/** Says what is to be thought of words that were found; gives the number of the task. */
export async function decide(id: string, key: string, decision: Decision | null): Promise<number> {
  const params = { path: { id, key } };
  const asked = api.PUT("/api/v1/tracks/{id}/lyrics/{key}", { params, body: { decision } });
  return (await answered(asked)).task;
}

/** Keeps the owner's own words, or forgets them; gives the number of the task. */
export async function write(id: string, text: string | null): Promise<number> {
  const params = { path: { id } };
  const asked = api.PUT("/api/v1/tracks/{id}/lyrics", { params, body: { text } });
  return (await answered(asked)).task;
}

/** What the server answered, or what that means here. */
function answered<Data>(asked: Parameters<typeof answeredBy<Data>>[0]): Promise<NonNullable<Data>> {
  return answeredBy(asked).catch((thrown) => {
    throw troubleOf(thrown);
  });
}

function troubleOf(thrown: unknown): Trouble {
  const kind = thrown instanceof ProblemError ? KINDS[thrown.status] : undefined;
  const { kind: usual, detail, seconds, hint } = asTrouble(thrown);
  return new Trouble(kind ?? usual, detail, seconds, hint);
}
