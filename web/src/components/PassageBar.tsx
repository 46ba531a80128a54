import { stretchOf } from "@vibelens/client";
import type { CSSProperties } from "react";
import type { Playable } from "@/api/client";
import { usePlaceOf, usePlayer } from "@/player/usePlayer";
import { minutes } from "@/time";
import { useWords } from "@/words/tongue";
import styles from "./PassageBar.module.css";
import { useWaveform } from "./useWaveform";
import { wave } from "./wave";

/** The track, as loud as it is or as a line, with the passage marked on it. The place in the passage can be
 * chosen on it. */
export function PassageBar({ song }: { song: Playable }) {
  const words = useWords();
  const player = usePlayer();
  const at = usePlaceOf(song);
  const waveform = useWaveform(song.track.id);
  const { from, to, length } = stretchOf(song);
  const share = (second: number) => `${length > 0 ? (100 * second) / length : 0}%`;
  const place = { "--from": share(from), "--to": share(to), "--at": share(at) } as CSSProperties;
  const time = song.passage.approximate
    ? words.around(minutes(song.passage.start_s ?? from))
    : `${minutes(from)}–${minutes(to)}`;
  return (
    <div className={styles.bar} style={place}>
      <div className={styles.line} data-drawn={waveform !== undefined}>
        {waveform ? (
          <Wave path={wave(waveform.levels, waveform.step_s)} length={length} />
        ) : (
          <>
            <span className={styles.passage} />
            <span className={styles.heard} />
          </>
        )}
        <input
          type="range"
          min={0}
          max={length}
          step={0.1}
          value={at}
          aria-label={words.seek(song.track.title)}
          aria-valuetext={words.at(minutes(at), minutes(to))}
          onChange={({ target }) => player?.seek(song, Number(target.value))}
        />
      </div>
      <span className={styles.time}>{time}</span>
    </div>
  );
}

/** The whole track; over it, in other colours, the passage; and what of it was heard. */
function Wave({ path, length }: { path: string; length: number }) {
  return [styles.whole, styles.passage, styles.heard].map((part) => (
    <svg
      key={part}
      className={part}
      viewBox={`0 -1 ${length} 2`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <path d={path} />
    </svg>
  ));
}
