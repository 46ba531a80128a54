// What may be offered, and what is looked for besides the photo: the filters and the words to steer by.
import { useMemo } from "react";
import { readQuery, useQuery, writeQuery } from "./query";

/** The filters of which several values may be chosen. */
export const LISTS = ["mood", "language", "genre"] as const;
const TEXTS = ["era", "more", "less"] as const;

export type List = (typeof LISTS)[number];
type Text = (typeof TEXTS)[number];

/** How many songs can be asked for, and how many the server gives by itself. */
export const COUNTS = [5, 6, 7, 8, 9, 10];
export const USUAL = 8;

/** What is asked for beyond the photo; empty where nothing is. */
export type Wish = Record<List, string[]> &
  Record<Text, string> & {
    clean: boolean;
    playable: boolean;
    /** How many songs; as many as the server gives by itself where nothing is said. */
    songs: number | undefined;
  };

function parse(search: string): Wish {
  const query = new URLSearchParams(search);
  const list = (name: List) => (query.get(name) ?? "").split(",").filter(Boolean);
  const text = (name: Text) => query.get(name) ?? "";
  return {
    mood: list("mood"),
    language: list("language"),
    genre: list("genre"),
    era: text("era"),
    more: text("more"),
    less: text("less"),
    clean: query.get("explicit") === "hide",
    playable: query.get("audio") === "required",
    songs: count(query.get("songs")),
  };
}

/** A number of songs that can be asked for, and that says something. */
function count(text: string | null): number | undefined {
  const songs = Number(text);
  return COUNTS.includes(songs) && songs !== USUAL ? songs : undefined;
}

function write(wish: Wish): void {
  const query = readQuery();
  const put = (name: string, value: string) =>
    value ? query.set(name, value) : query.delete(name);
  for (const name of LISTS) put(name, wish[name].join(","));
  for (const name of TEXTS) put(name, wish[name]);
  put("explicit", wish.clean ? "hide" : "");
  put("audio", wish.playable ? "required" : "");
  put("songs", wish.songs && wish.songs !== USUAL ? String(wish.songs) : "");
  writeQuery(query);
}

const { songs: _, ...nothing } = parse("");

/** Nothing is left out and nothing is looked for; how many songs there are to be is another matter. */
export const NO_WISH: Partial<Wish> = nothing;

/** Whether anything may be left out because of `wish`. */
export function restricts(wish: Wish): boolean {
  return (
    wish.clean || wish.playable || wish.era !== "" || LISTS.some((name) => wish[name].length > 0)
  );
}

/** What the address asks for, and how to ask for something else. */
export function useWish(): [Wish, (change: Partial<Wish>) => void] {
  const search = useQuery();
  const wish = useMemo(() => parse(search), [search]);
  return [wish, (change) => write({ ...wish, ...change })];
}
