import { stretchOf } from "@vibelens/client";
import { type CSSProperties, type MouseEvent, type ReactNode, useMemo } from "react";
import type { Playable, Track, TrackPassage } from "@/api/client";
import { hueOf } from "@/colour";
import { usePlaceOf, usePlayer, useStateOf } from "@/player/usePlayer";
import { minutes } from "@/time";
import { moodsOf } from "@/words/moods";
import { useTongue, useWords } from "@/words/tongue";
import { Icon } from "../Icon";
import { useWaveform } from "../useWaveform";
import { wave } from "../wave";
import styles from "./Passages.module.css";

/** A passage to play, and its colour. */
interface Coloured {
  piece: Playable;
  passage: TrackPassage;
  hue: number;
}

/** The track as loud as it is, each passage in the colour of its feeling; and the passages one by one. */
export function Passages({ track, passages }: { track: Track; passages: TrackPassage[] }) {
  const words = useWords().browse;
  const coloured = useMemo(
    () =>
      passages.map((passage): Coloured => {
        return { piece: { track, passage }, passage, hue: hueOf(passage.feeling) };
      }),
    [track, passages],
  );
  return (
    <section className={styles.passages} aria-label={words.passages}>
      <h3>{words.passages}</h3>
      {track.has_audio && <Drawing track={track} coloured={coloured} />}
      <ol>
        {coloured.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: passages have no other name than their place
          <Passage key={place} coloured={one} />
        ))}
      </ol>
    </section>
  );
}

/** The track, on which a passage is played by pressing it. The list below says and does the same. */
function Drawing({ track, coloured }: { track: Track; coloured: Coloured[] }) {
  const player = usePlayer();
  const waveform = useWaveform(track.id);
  const length = track.duration_s ?? 0;
  const path = useMemo(
    () => (waveform ? wave(waveform.levels, waveform.step_s) : `M0 -0.06H${length}V0.06H0Z`),
    [waveform, length],
  );
  const press = (event: MouseEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = ((event.clientX - left) / width) * length;
    const pressed = coloured.find(({ piece }) => {
      const { from, to } = stretchOf(piece);
      return from <= at && at < to;
    });
    if (pressed) player?.toggle(pressed.piece);
  };
  const drawn = (
    <svg viewBox={`0 -1 ${length || 1} 2`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for a pointer alone; the list has the buttons
    // biome-ignore lint/a11y/useKeyWithClickEvents: likewise
    <div className={styles.drawing} onClick={press}>
      <div className={styles.whole}>{drawn}</div>
      {coloured.map(({ piece, hue }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: passages have no other name than their place
        <Stretch key={place} piece={piece} hue={hue} length={length}>
          {drawn}
        </Stretch>
      ))}
    </div>
  );
}

interface StretchProps {
  piece: Playable;
  hue: number;
  length: number;
  children: ReactNode;
}

/** A passage on its track, and how much of it was heard. */
function Stretch({ piece, hue, length, children }: StretchProps) {
  const { from, to } = stretchOf(piece);
  const state = useStateOf(piece);
  const at = usePlaceOf(piece);
  const share = (second: number) => `${length > 0 ? (100 * second) / length : 0}%`;
  const style = { "--hue": hue, "--from": share(from), "--to": share(to), "--at": share(at) };
  return (
    <div className={styles.stretch} data-state={state} style={style as CSSProperties}>
      {children}
      {state && <span className={styles.head} />}
    </div>
  );
}

/** A passage: when, how it feels, what is sung, and how much it stands out. */
function Passage({ coloured: { piece, passage, hue } }: { coloured: Coloured }) {
  const words = useWords();
  const player = usePlayer();
  const state = useStateOf(piece);
  const percent = new Intl.NumberFormat(useTongue(), { style: "percent" });
  const { track } = piece;
  const time = timeOf(piece, words.around);
  const lines = passage.text.split("\n").filter(Boolean);
  const playing = state === "playing";
  const named = [track.title, time].filter(Boolean).join(", ");
  return (
    <li
      className={styles.passage}
      data-state={state}
      data-playable={track.has_audio}
      style={{ "--hue": hue } as CSSProperties}
    >
      {track.has_audio ? (
        <button
          type="button"
          className={styles.play}
          aria-label={playing ? words.pause(named) : words.play(named)}
          onClick={() => player?.toggle(piece)}
        >
          <Icon shape={playing ? "pause" : "play"} filled={!playing} />
        </button>
      ) : (
        <span className={styles.dot} />
      )}
      <div>
        <p className={styles.facts}>
          {time && <span className={styles.time}>{time}</span>}
          <span className={styles.prominence}>
            {words.browse.standsOut(percent.format(passage.prominence))}
          </span>
        </p>
        <p className={styles.moods}>{moodsOf(words, passage.moods)}</p>
        {lines.length > 0 ? (
          <blockquote lang={track.language ?? undefined}>
            {lines.map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines come back, and never change places
              <p key={place}>{line}</p>
            ))}
          </blockquote>
        ) : (
          <p className={styles.heard} lang="en">
            {passage.heard?.sentence}
          </p>
        )}
        {state === "silent" && (
          <p className={styles.silent} role="alert">
            {words.trouble.silent.join(" ")}
          </p>
        )}
      </div>
    </li>
  );
}

function timeOf(piece: Playable, around: (time: string) => string): string {
  const { start_s, end_s, approximate } = piece.passage;
  if (typeof start_s !== "number") return "";
  if (approximate) return around(minutes(start_s));
  return `${minutes(start_s)}–${minutes(end_s ?? start_s)}`;
}
