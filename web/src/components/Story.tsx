import { stretchOf } from "@vibelens/client";
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useRef,
  useState,
} from "react";
import type { Song } from "@/api/client";
import type { Photo } from "@/photo/photo";
import { useLarge } from "@/photo/useLarge";
import { usePlaceOf, usePlayer, useStateOf } from "@/player/usePlayer";
import { minutes } from "@/time";
import { useWords } from "@/words/tongue";
import { Cover } from "./Cover";
import { Icon } from "./Icon";
import { Modal } from "./Modal";
import styles from "./Story.module.css";
import { lineAt, useSung } from "./useSung";

interface StoryProps {
  /** The song to begin with. */
  first: Song;
  songs: Song[];
  photos: Photo[];
  clip: (song: Song) => void;
  close: () => void;
}

/** How far a finger moves, in pixels, before it means something. */
const SWIPE = 60;

/** The photos and a passage as a story would show them, over the whole screen. */
export function Story({ first, songs, photos, clip, close }: StoryProps) {
  const words = useWords();
  const player = usePlayer();
  const [song, setSong] = useState(first);
  const state = useStateOf(song);
  const place = songs.findIndex(({ track }) => track.id === song.track.id);
  const playing = state === "playing";

  useEffect(() => void player?.play(song), [player, song]);
  useEffect(() => player?.preload(songs[place + 1]), [player, songs, place]);
  useEffect(() => () => player?.pause(), [player]);

  const move = (step: number) => {
    const to = songs[place + step];
    if (to) setSong(to);
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    // On a button, the space bar is the button's.
    const space = event.key === " " && !(event.target instanceof HTMLButtonElement);
    if (step) move(step);
    else if (space) player?.toggle(song);
    else return;
    event.preventDefault();
  };
  const swipe = useSwipe(move, close);

  return (
    <Modal
      label={words.storyOf(song.track.title)}
      className={styles.story}
      close={close}
      onKey={key}
    >
      <Behind photo={photos[0]} />
      <div className={styles.frame} {...swipe}>
        <Photos key={song.track.id} song={song} photos={photos} playing={playing} />
        <Bars songs={songs} song={song} place={place} />
        <div className={styles.acts}>
          <Button
            shape={playing ? "pause" : "play"}
            label={playing ? words.stay : words.goOn}
            act={() => player?.toggle(song)}
            filled={!playing}
          />
          <Button
            shape="clip"
            label={words.clip(song.track.title)}
            act={() => {
              player?.pause();
              clip(song);
            }}
          />
          <Button shape="close" label={words.dismiss} act={close} />
        </div>
        <div className={styles.foot}>
          <Line song={song} />
          <Sticker song={song} playing={playing} />
          {state === "silent" && <p role="alert">{words.trouble.silent.join(" ")}</p>}
        </div>
      </div>
      <div className={styles.steps}>
        <Button shape="left" label={words.previous} act={() => move(-1)} off={place <= 0} />
        <Button
          shape="right"
          label={words.next}
          act={() => move(1)}
          off={songs.length - 1 <= place}
        />
      </div>
      <p className="unseen">{words.storyKeys}</p>
    </Modal>
  );
}

/** What lies behind the story where the screen is wider: the photo, out of focus. */
function Behind({ photo }: { photo: Photo | undefined }) {
  // biome-ignore lint/performance/noImgElement: it lies in memory
  return photo ? <img className={styles.behind} src={photo.url} alt="" /> : null;
}

/** The photos one after another, each coming slowly nearer. */
function Photos({ song, photos, playing }: { song: Song; photos: Photo[]; playing: boolean }) {
  const { from, to } = stretchOf(song);
  const done = useDone(song);
  const photo = photos[Math.min(photos.length - 1, Math.floor(done * photos.length))];
  const url = useLarge(photo);
  const seconds = { "--seconds": `${(to - from) / Math.max(1, photos.length)}s` } as CSSProperties;
  return (
    <>
      <div className={styles.photo} data-still={!playing} style={seconds} key={photo?.id}>
        {/* biome-ignore lint/performance/noImgElement: it lies in memory */}
        <img src={url} alt="" />
      </div>
      <div className={styles.shade} />
    </>
  );
}

/** How much of the passage was heard, from 0 to 1. */
function useDone(song: Song): number {
  const at = usePlaceOf(song);
  const state = useStateOf(song);
  const { from, to } = stretchOf(song);
  if (state === "ended") return 1;
  return Math.min(1, Math.max(0, (at - from) / (to - from || 1)));
}

/** A bar for each song; that of the one in hand fills. */
function Bars({ songs, song, place }: { songs: Song[]; song: Song; place: number }) {
  const words = useWords();
  const done = useDone(song);
  const { from, to } = stretchOf(song);
  const told = words.at(minutes(done * (to - from)), minutes(to - from));
  return (
    <div
      className={styles.bars}
      role="progressbar"
      aria-label={song.track.title}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * done)}
      aria-valuetext={told}
    >
      {songs.map(({ track }, other) => {
        const filled = other === place ? done : Number(other < place);
        return (
          <span key={track.id}>
            <span style={{ "--done": filled } as CSSProperties} />
          </span>
        );
      })}
    </div>
  );
}

/** The line that is sung now; where nobody knows when, the one that matched. */
function Line({ song }: { song: Song }) {
  const at = usePlaceOf(song);
  const line = lineAt(useSung(song), at) ?? song.line;
  if (!line) return null;
  return (
    <p className={styles.line} key={line} lang={song.track.language ?? undefined}>
      {line}
    </p>
  );
}

/** What is heard. */
function Sticker({ song, playing }: { song: Song; playing: boolean }) {
  const words = useWords();
  const { title, artist, language } = song.track;
  return (
    <div className={styles.sticker}>
      <div className={styles.cover}>
        <Cover song={song} />
      </div>
      <div className={styles.names}>
        <p lang={language ?? undefined}>{title}</p>
        <p>{artist || words.unknownArtist}</p>
      </div>
      <span className={styles.beat} data-still={!playing} aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
    </div>
  );
}

interface ButtonProps {
  shape: Parameters<typeof Icon>[0]["shape"];
  label: string;
  act: () => void;
  filled?: boolean;
  off?: boolean;
}

function Button({ shape, label, act, filled, off }: ButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      title={label}
      disabled={off}
      onClick={act}
    >
      <Icon shape={shape} filled={filled ?? false} />
    </button>
  );
}

/** A finger that goes down closes; one that goes aside changes the song. */
function useSwipe(move: (step: number) => void, close: () => void) {
  const start = useRef<PointerEvent>(undefined);
  return {
    onPointerDown: (event: PointerEvent) => {
      start.current = event.pointerType === "touch" ? event : undefined;
    },
    onPointerUp: (event: PointerEvent) => {
      const begun = start.current;
      start.current = undefined;
      if (!begun) return;
      const [x, y] = [event.clientX - begun.clientX, event.clientY - begun.clientY];
      if (SWIPE < y && Math.abs(x) < y) close();
      else if (SWIPE < Math.abs(x) && Math.abs(y) < Math.abs(x)) move(x < 0 ? 1 : -1);
    },
  };
}
