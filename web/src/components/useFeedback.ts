import { useEffect, useState } from "react";
import type { Event, Song } from "@/api/client";
import { asTrouble } from "@/api/trouble";
import { allow, forbid } from "@/learning/never";
import { beginProfile, endProfile } from "@/learning/profile";
import { useTeaching } from "@/learning/useTeaching";
import type { Player } from "@/player/player";
import type { Asked } from "@/question/useAnswer";
import { useWords } from "@/words/tongue";
import type { Step } from "./Notice";

interface NoteOf {
  text: string;
  steps: Step[];
}

/** What people say of songs: the page shows it, and the server learns from it. */
export function useFeedback(asked: Asked, player: Player | undefined) {
  const words = useWords();
  const teach = useTeaching(asked);
  const [said, setSaid] = useState<ReadonlyMap<string, Event>>(new Map());
  const [note, setNote] = useState<NoteOf>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another matter
  useEffect(() => setSaid(new Map()), [asked.answer]);

  const trying = (doing: Promise<void>) =>
    doing.catch((thrown) => {
      const [title, next] = words.trouble[asTrouble(thrown).kind];
      setNote({ text: `${title} ${next}`, steps: [] });
    });

  useEffect(() => {
    // That a song was played is learnt in passing, or not at all.
    if (player) player.onEvent = (event, song) => void teach(event, song).catch(() => {});
  }, [player, teach]);

  const say = (event: Event, song: Song) => {
    setSaid((said) => new Map(said).set(song.track.id, event));
    if (event === "dislike") never(song);
    void trying(teach(event, song));
  };

  const never = ({ track }: Song) => {
    if (player?.playing().song?.track.id === track.id) player.stop();
    forbid(track.id);
    const undo = () => {
      allow(track.id);
      setNote(undefined);
    };
    setNote({ text: words.neverAgain(track.title), steps: [{ label: words.undo, take: undo }] });
  };

  return {
    said,
    say,
    note,
    close: () => setNote(undefined),
    begin: () => void trying(beginProfile().then(() => undefined)),
    end: () => void trying(endProfile().then(() => setNote({ text: words.forgotten, steps: [] }))),
  };
}
