import type { Charted } from "@/look/useMap";
import { usePassage } from "@/look/usePassage";
import { placeOf, type Size, type View } from "@/look/view";
import { moodsOf } from "@/words/moods";
import { useWords } from "@/words/tongue";
import styles from "./LookMap.module.css";

interface LookTipProps {
  charted: Charted;
  /** The point that a mouse is over. */
  point: number | undefined;
  view: View;
  size: Size;
}

/** Tells beside a point what it is, as long as a mouse is over it. */
export function LookTip({ charted, point, view, size }: LookTipProps) {
  const words = useWords();
  const { passage } = usePassage(charted.map, point);
  if (!passage || point === undefined) return null;
  const { track, passage: heard } = passage;
  const { x, y } = placeOf(heard.feeling, view, size);
  const [line] = heard.text.split("\n");
  return (
    <div
      className={styles.tip}
      role="tooltip"
      data-left={size.width / 2 < x}
      data-above={size.height / 2 < y}
      style={{ left: x, top: y }}
    >
      <p lang={track.language ?? undefined}>
        <strong>{track.title}</strong>
      </p>
      <p>{track.artist || words.unknownArtist}</p>
      <p className={styles.feels}>{moodsOf(words, heard.feeling.moods)}</p>
      {line && <p lang={track.language ?? undefined}>“{line}”</p>}
    </div>
  );
}
