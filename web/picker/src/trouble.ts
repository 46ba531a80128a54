// What can go wrong, in words for whoever is at the page, and as a status for the site.
import { ProblemError } from "@vibelens/client";
import type { Words } from "./words.js";

/** What `vibelens-error` tells. */
export interface Trouble {
  /** What went wrong and what can be done, in the picker's tongue. */
  message: string;
  /** The HTTP status of the answer; 0 if there was none. */
  status: number;
}

type Kind = keyof Words["trouble"];

const KINDS: Record<number, Kind> = {
  400: "invalid",
  401: "refused",
  403: "refused",
  408: "busy",
  413: "tooLarge",
  415: "unsupported",
  429: "tooOften",
  502: "unreachable",
  503: "busy",
  504: "unreachable",
};

export function trouble(kind: Kind, status: number, words: Words): Trouble {
  return { message: words.trouble[kind], status };
}

/** Whatever was thrown while the server was asked; a request that got no answer is a server that is away. */
export function troubleOf(thrown: unknown, words: Words): Trouble {
  if (!(thrown instanceof ProblemError)) return trouble("unreachable", 0, words);
  const { status, message } = thrown;
  const told = trouble(KINDS[status] ?? "failed", status, words);
  // Only the server knows which of the attributes it could not use.
  return status === 400 ? { status, message: `${told.message} ${message}` } : told;
}
