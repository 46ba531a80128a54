// Which tracks are listed, in which order, and which one is in hand: all of it stands in the address.
import { useMemo } from "react";
import { readQuery, useQuery, writeQuery } from "@/question/query";

export const SORTS = ["title", "artist", "album", "year", "duration", "language"] as const;
export const STATES = ["set_aside", "wordless", "silent"] as const;

export type Sort = (typeof SORTS)[number];
export type State = (typeof STATES)[number];

export interface Listing {
  /** The tracks, or what could not be used. */
  list: "tracks" | "refused";
  search: string;
  /** An ISO 639 code; empty for any. */
  language: string;
  only: State | undefined;
  sort: Sort;
  descending: boolean;
  /** The id of the track in hand; empty for none. */
  track: string;
}

export function parseListing(text: string): Listing {
  const query = new URLSearchParams(text);
  const sort = query.get("sort") ?? "";
  return {
    list: query.get("list") === "refused" ? "refused" : "tracks",
    search: query.get("search") ?? "",
    language: query.get("language") ?? "",
    only: STATES.find((state) => state === query.get("only")),
    sort: SORTS.find((name) => name === sort.replace("-", "")) ?? "artist",
    descending: sort.startsWith("-"),
    track: query.get("track") ?? "",
  };
}

/** Writes what is not as it is without being said; what else stands in `query` stays. */
export function putListing(query: URLSearchParams, listing: Listing): void {
  const put = (name: string, value: string) =>
    value ? query.set(name, value) : query.delete(name);
  const { list, search, language, only, sort, descending, track } = listing;
  put("list", list === "tracks" ? "" : list);
  put("search", search);
  put("language", language);
  put("only", only ?? "");
  put("sort", sort === "artist" && !descending ? "" : `${descending ? "-" : ""}${sort}`);
  put("track", track);
}

/** What the address asks for, and how to ask for something else. */
export function useListing(): [Listing, (change: Partial<Listing>) => void] {
  const text = useQuery();
  const listing = useMemo(() => parseListing(text), [text]);
  const change = (change: Partial<Listing>) => {
    const query = readQuery();
    putListing(query, { ...parseListing(query.toString()), ...change });
    writeQuery(query);
  };
  return [listing, change];
}
