import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Answer, Event, Song } from "@/api/client";
import { useNever } from "@/learning/never";
import type { Photo } from "@/photo/photo";
import { isSame } from "@/player/player";
import { useHeard } from "@/player/useHeard";
import { usePlayer } from "@/player/usePlayer";
import { useWords } from "@/words/tongue";
import { Exports } from "./Exports";
import { SongCard } from "./SongCard";
import styles from "./Songs.module.css";
import { useSongKeys } from "./useSongKeys";

export type Say = (event: Event, song: Song) => void;
/** Shows a song together with the photos: as a story, or as a clip to make. */
export type Show = (how: "story" | "clip", song: Song) => void;

const present = () => import("./Presentation");
const Presentation = lazy(present);

interface SongsProps {
  /** What the photo shows. */
  title: string;
  photos: Photo[];
  answer: Answer;
  /** Whether a newer answer is on its way. */
  stale: boolean;
  /** The songs that were said to be liked or skipped, by their tracks. */
  said: ReadonlyMap<string, Event>;
  say: Say;
}

/** The songs, which keys move in, play, like and skip. */
export function Songs({ title, photos, answer, stale, said, say }: SongsProps) {
  const words = useWords();
  const player = usePlayer();
  const never = useNever();
  const [shown, setShown] = useState<Parameters<Show>>();
  const list = useRef<HTMLOListElement>(null);
  const songs = answer.recommendations.filter(({ track }) => !never.includes(track.id));
  const first = songs.find(({ track }) => track.has_audio);

  useEffect(() => player?.preload(first), [player, first]);
  // Whoever wants it later does not wait for it, and a server that is gone by then is not missed.
  useEffect(() => void present().catch(() => {}), []);
  useHeard(answer.recommendations);

  const play = (song: Song) => {
    player?.toggle(song);
    player?.preload(songs[songs.indexOf(song) + 1]);
  };
  const move = (to: number) => {
    const song = songs[to];
    if (!song) return;
    list.current?.querySelectorAll<HTMLElement>("[data-main]")[to]?.focus();
    if (player?.playing().state === "playing" && song.track.has_audio) play(song);
  };
  const skip = (song: Song) => {
    say("skip", song);
    move(songs.indexOf(song) + 1);
  };
  const inHand = () => {
    const now = player?.playing().song;
    return now ? songs.findIndex((song) => isSame(song, now)) : -1;
  };
  const act = (doing: (song: Song) => void) => (place: number) => {
    const song = songs[place];
    if (song) doing(song);
  };
  useSongKeys({
    inHand,
    toggle: () => {
      const song = songs[inHand()] ?? first;
      if (song) play(song);
    },
    move,
    like: act((song) => say("like", song)),
    skip: act(skip),
  });

  return (
    <>
      <ol className={styles.songs} ref={list} aria-label={words.songs} data-stale={stale}>
        {songs.map((song, place) => (
          <li key={song.track.id} data-place={place}>
            <SongCard
              song={song}
              said={said.get(song.track.id)}
              play={play}
              say={say}
              skip={skip}
              show={(...what) => setShown(what)}
            />
          </li>
        ))}
      </ol>
      <Exports title={title} songs={songs} />
      {shown && (
        <Suspense>
          <Presentation
            how={shown[0]}
            first={shown[1]}
            songs={songs.filter(({ track }) => track.has_audio)}
            photos={photos}
            close={() => setShown(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
