// What can go wrong, as whoever is at the page must be told of it.
import { ProblemError } from "@vibelens/client";
import type { Words } from "@/words/en";

export type Kind = keyof Words["trouble"];

/** Something that went wrong. */
export class Trouble extends Error {
  constructor(
    readonly kind: Kind,
    /** The server's own words, if it had any. */
    readonly detail = "",
    /** When to come back, if the server said so. */
    readonly seconds: number | undefined = undefined,
    /** What the server says can be done about it, if it said so. */
    readonly hint = "",
  ) {
    super(detail || kind);
  }
}

const KINDS: Record<number, Kind> = {
  400: "invalid",
  408: "busy",
  413: "tooLarge",
  415: "unsupported",
  429: "tooOften",
  502: "gone",
  503: "busy",
  504: "gone",
};

/** Whatever was thrown, as trouble; a request that got no answer is a server that is gone. */
export function asTrouble(thrown: unknown): Trouble {
  if (thrown instanceof Trouble) return thrown;
  if (!(thrown instanceof ProblemError)) return new Trouble("gone");
  const { status, detail, retryAfter, hint } = thrown;
  return new Trouble(KINDS[status] ?? "failed", detail, retryAfter, hint);
}
