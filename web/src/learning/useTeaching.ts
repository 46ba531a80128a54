import { useCallback, useRef } from "react";
import { api, type Event, type Form, type Playable } from "@/api/client";
import { asTrouble, Trouble } from "@/api/trouble";
import { ask } from "@/question/ask";
import type { Asked } from "@/question/useAnswer";
import { beginProfile, profile } from "./profile";

/** Tells the server what was done with a song of the list. Fails as `Trouble`. */
export type Teach = (event: Event, song: Playable) => Promise<void>;

/** What teaches by the present list. What people say of a song makes a profile if there is none; that
 * they play one does not. */
export function useTeaching({ answer, form }: Asked): Teach {
  const lists = useRef(new WeakMap<Form, Promise<string>>());
  return useCallback<Teach>(
    async (event, song) => {
      const casual = event === "play" || event === "finish";
      if (!form || (casual && !profile())) return;
      const id = await beginProfile();
      const known = answer?.impression;
      if (known && form.profile === id) return tell(id, known, song, event);
      const list = lists.current.get(form) ?? listFor({ ...form, profile: id });
      lists.current.set(form, list);
      // Whoever tries again asks again.
      list.catch(() => lists.current.delete(form));
      await tell(id, await list, song, event);
    },
    [answer, form],
  );
}

/** The name of the list. One that was made for nobody has none; asked for again for a profile of which
 * nothing is known yet, it is the very same list. */
async function listFor(form: Form): Promise<string> {
  const { impression } = await ask(form, new AbortController().signal, () => {});
  if (!impression) throw new Trouble("unlearnt");
  return impression;
}

async function tell(
  profile: string,
  impression: string,
  song: Playable,
  event: Event,
): Promise<void> {
  const body = { profile, impression, track: song.track.id, event };
  const { error, response } = await api.POST("/api/v1/feedback", { body }).catch((thrown) => {
    throw asTrouble(thrown);
  });
  if (!response.ok) throw new Trouble("unlearnt", error?.detail);
}
