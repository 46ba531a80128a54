// The address's query is where the page's state lives, so that a search can be shared. What is in a
// photo, and what was said of it, never is a part of it.

import { useSyncExternalStore } from "react";

const CHANGED = "vibelens:query";

export function readQuery(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}

/** Puts `query` into the address, without a new entry of the history. */
export function writeQuery(query: URLSearchParams): void {
  const text = query.toString();
  window.history.replaceState(null, "", text ? `?${text}` : window.location.pathname);
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls `changed` whenever the query does. */
export function subscribeToQuery(changed: () => void): () => void {
  for (const event of [CHANGED, "popstate"]) window.addEventListener(event, changed);
  return () => {
    for (const event of [CHANGED, "popstate"]) window.removeEventListener(event, changed);
  };
}

/** The query's text as it stands; empty before the page runs in a browser. */
export function useQuery(): string {
  return useSyncExternalStore(
    subscribeToQuery,
    () => window.location.search,
    () => "",
  );
}
