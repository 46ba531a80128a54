import { useEffect, useState } from "react";
import { type Abilities, api, type Library, type Mood } from "@/api/client";

/** Something that the server is asked once for the whole page; and again by whoever comes next where it
 * could not be reached. */
interface Told<T> {
  ask: () => Promise<T | undefined>;
  known?: Promise<T | undefined> | undefined;
}

const MOODS: Told<Mood[]> = { ask: async () => (await api.GET("/api/v1/moods")).data };
const LIBRARY: Told<Library> = { ask: async () => (await api.GET("/api/v1/library")).data };
const ABILITIES: Told<Abilities> = { ask: async () => (await api.GET("/api/v1/abilities")).data };

/** The moods that can be asked for; none before the server has told. */
export function useMoods(): Mood[] {
  return useTold(MOODS) ?? [];
}

/** What the library held when the page asked; `undefined` before the server has told. */
export function useLibrary(): Library | undefined {
  return useTold(LIBRARY);
}

/** What the server can do beyond finding songs; `undefined` before it has told. */
export function useAbilities(): Abilities | undefined {
  return useTold(ABILITIES);
}

function useTold<T>(asked: Told<T>): T | undefined {
  const [told, setTold] = useState<T>();
  useEffect(() => {
    asked.known ??= asked.ask();
    asked.known.then(setTold, () => {
      asked.known = undefined;
    });
  }, [asked]);
  return told;
}
