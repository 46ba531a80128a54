// The API of a VibeLens server, with types that are made of the server's own document.
import createFetchClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export { decode, isPhoto, shrink } from "./photo.js";
export type { components, paths } from "./schema.js";
export { type Stretch, stretchOf } from "./stretch.js";

type Schemas = components["schemas"];
export type Answer = Schemas["Answer"];
export type ClipForm = Schemas["ClipForm"];
export type Form = Schemas["Form"];
export type Licence = Schemas["LicenceAnswer"];
export type Passage = Schemas["PassageAnswer"];
export type Problem = Schemas["Problem"];
export type Recommendation = Schemas["Recommendation"];
export type Track = Schemas["TrackAnswer"];

/** Which server is asked, and as whom. */
export interface Access {
  /** Where the server is, without `/api`; the page's own origin if it is left out. */
  endpoint?: string;
  /** Sent as `Authorization: Bearer …`, if it is not empty. */
  key?: string;
}

/** All that the server can do: `client.GET("/api/v1/moods")`. */
export type VibeLensClient = Client<paths>;

/** An answer that is no success, in the server's own words if it had any. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** The server's own words; empty if it had none. */
    readonly detail: string,
    /** When to come back, in seconds, if the server said so. */
    readonly retryAfter: number | undefined,
    /** What the server says can be done about it; empty if it said nothing. */
    readonly hint = "",
  ) {
    super(detail || `the server answered with ${status}`);
  }
}

export function createClient(access: Access = {}): VibeLensClient {
  return createFetchClient<paths>({
    baseUrl: access.endpoint ?? "",
    headers: headersOf(access),
    // Looked up for each request, so that whoever replaces it later is heard.
    fetch: (request) => globalThis.fetch(request),
  });
}

/** What each request tells of who asks. */
export function headersOf({ key }: Access): Record<string, string> {
  return key ? { authorization: `Bearer ${key}` } : {};
}

/** Songs for photos. Fails as `ProblemError` where the server refuses, and as whatever `fetch` throws where
 * there was no answer. */
export async function recommend(
  client: VibeLensClient,
  form: Form,
  signal?: AbortSignal,
): Promise<Answer> {
  const { data, error, response } = await client.POST("/api/v1/recommendations", {
    body: form,
    bodySerializer: toFormData,
    ...(signal && { signal }),
  });
  if (!data) throw problemOf(response, error);
  return data;
}

/** A clip of a photo and a passage, as an MP4 file. Fails as `recommend` does. */
export async function clip(
  client: VibeLensClient,
  form: ClipForm,
  signal?: AbortSignal,
): Promise<Blob> {
  const { data, error, response } = await client.POST("/api/v1/clips", {
    body: form,
    bodySerializer: toFormData,
    parseAs: "blob",
    ...(signal && { signal }),
  });
  if (!data) throw problemOf(response, error);
  return data;
}

/** Where a track's audio file is. */
export function audioUrl(access: Access, track: string): string {
  return `${trackUrl(access, track)}/audio`;
}

/** Where the picture of a track's cover is, if it has one. */
export function coverUrl(access: Access, track: string): string {
  return `${trackUrl(access, track)}/cover`;
}

function trackUrl({ endpoint = "" }: Access, track: string): string {
  return `${endpoint.replace(/\/$/, "")}/api/v1/tracks/${encodeURIComponent(track)}`;
}

/** A form as it is sent: lists field by field, and without what asks for nothing. */
export function toFormData(form: Form | ClipForm): FormData {
  const data = new FormData();
  for (const [name, given] of Object.entries(form)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value instanceof Blob) data.append(name, value, "photo");
      else if (value !== null && value !== undefined) data.append(name, String(value));
    }
  }
  return data;
}

/** What an answer that is no success says, with its body as it was read. */
export function problemOf(response: Response, problem: unknown): ProblemError {
  // What stands between may answer with a page of its own.
  const { detail = "", hint } = (problem ?? {}) as Partial<Problem>;
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  const seconds = Number.isFinite(after) ? after : undefined;
  return new ProblemError(response.status, detail, seconds, hint ?? "");
}
