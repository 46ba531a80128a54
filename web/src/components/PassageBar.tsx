import type { CSSProperties } from "react";
import type { Song } from "@/api/client";
import { stretchOf } from "@/player/player";
import { usePlaceOf, usePlayer } from "@/player/usePlayer";
import { minutes } from "@/time";
import { useWords } from "@/words/tongue";
import styles from "./PassageBar.module.css";

/** The track as a line with the passage marked on it. The place in the passage can be chosen on it. */
export function PassageBar({ song }: { song: Song }) {
  const words = useWords();
  const player = usePlayer();
  const at = usePlaceOf(song);
  const { from, to, length } = stretchOf(song);
  const share = (second: number) => `${length > 0 ? (100 * second) / length : 0}%`;
  const place = { "--from": share(from), "--to": share(to), "--at": share(at) } as CSSProperties;
  const time = song.passage.approximate
    ? words.around(minutes(song.passage.start_s ?? from))
    : `${minutes(from)}–${minutes(to)}`;
  return (
    <div className={styles.bar} style={place}>
      <div className={styles.line}>
        <span className={styles.passage} />
        <span className={styles.heard} />
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
