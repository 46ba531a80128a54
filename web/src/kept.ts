// What this browser remembers of its owner's choices. Where it may not remember, they last as long as
// the page.
import { useSyncExternalStore } from "react";

/** All that is ever kept. */
export type Name = "theme" | "tongue" | "profile" | "never";

const CHANGED = "vibelens:kept";
const meanwhile = new Map<Name, string>();

export function kept(name: Name): string | undefined {
  try {
    return localStorage.getItem(`vibelens.${name}`) ?? meanwhile.get(name);
  } catch {
    return meanwhile.get(name);
  }
}

/** Keeps `value`, or forgets what was kept. */
export function keep(name: Name, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`vibelens.${name}`);
    else localStorage.setItem(`vibelens.${name}`, value);
    meanwhile.delete(name);
  } catch {
    if (value === undefined) meanwhile.delete(name);
    else meanwhile.set(name, value);
  }
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls `changed` when anything is kept or forgotten, in another window of this browser, too. */
export function subscribeToKept(changed: () => void): () => void {
  for (const event of [CHANGED, "storage"]) window.addEventListener(event, changed);
  return () => {
    for (const event of [CHANGED, "storage"]) window.removeEventListener(event, changed);
  };
}

export function useKept(name: Name): string | undefined {
  return useSyncExternalStore(
    subscribeToKept,
    () => kept(name),
    () => undefined,
  );
}
