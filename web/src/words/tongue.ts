import { useSyncExternalStore } from "react";
import { keep, kept, subscribeToKept } from "@/kept";
import { readQuery, subscribeToQuery, writeQuery } from "@/question/query";
import { en, type Words } from "./en";
import { vi } from "./vi";

/** The languages that the page speaks, as they call themselves. */
export const TONGUES = { en: "English", vi: "Tiếng Việt" } as const;

export type Tongue = keyof typeof TONGUES;

const WORDS: Record<Tongue, Words> = { en, vi };

/** The tongue of the address, else the one chosen before, else the browser's. */
function chosen(): Tongue {
  const wanted = readQuery().get("tongue") ?? kept("tongue") ?? navigator.language;
  return wanted.startsWith("vi") ? "vi" : "en";
}

export function chooseTongue(tongue: Tongue): void {
  keep("tongue", tongue);
  const query = readQuery();
  query.set("tongue", tongue);
  writeQuery(query);
}

export function useTongue(): Tongue {
  return useSyncExternalStore(subscribe, chosen, () => "en");
}

function subscribe(changed: () => void): () => void {
  const ends = [subscribeToQuery(changed), subscribeToKept(changed)];
  return () => {
    for (const end of ends) end();
  };
}

/** What the page says, in the tongue that is chosen. */
export function useWords(): Words {
  return WORDS[useTongue()];
}
