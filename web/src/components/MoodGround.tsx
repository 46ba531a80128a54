import { hueOf } from "@/colour";
import { useWords } from "@/words/tongue";
import styles from "./MoodPlane.module.css";
import { SIDE } from "./plane";

const CORNERS = [
  { valence: 1, arousal: 1 },
  { valence: 1, arousal: -1 },
  { valence: -1, arousal: -1 },
  { valence: -1, arousal: 1 },
];
const MIDDLE = SIDE / 2;
const EDGE = 8;
/** Where the ends of the first axis are named: most photos are pleasant, and near to the axis. */
const LOW = 0.78 * SIDE;

/** The four corners in the colours of their feelings, and what the axes mean. */
export function MoodGround() {
  const words = useWords();
  return (
    <g aria-hidden="true">
      <rect width={SIDE} height={SIDE} className={styles.ground} />
      {CORNERS.map((corner) => (
        <Corner key={hueOf(corner)} {...corner} />
      ))}
      <path className={styles.axes} d={`M${MIDDLE} 16V${SIDE - 16}M16 ${MIDDLE}H${SIDE - 16}`} />
      <g className={styles.ends}>
        <text x={MIDDLE} y={EDGE}>
          {words.stirred}
        </text>
        <text x={MIDDLE} y={SIDE - EDGE}>
          {words.still}
        </text>
        <text transform={`translate(${EDGE} ${LOW}) rotate(-90)`}>{words.unpleasant}</text>
        <text transform={`translate(${SIDE - EDGE} ${LOW}) rotate(90)`}>{words.pleasant}</text>
      </g>
    </g>
  );
}

function Corner({ valence, arousal }: { valence: number; arousal: number }) {
  const hue = hueOf({ valence, arousal });
  const colour = `oklch(0.78 0.13 ${hue})`;
  return (
    <>
      <radialGradient id={`corner-${hue}`} cx={(1 + valence) / 2} cy={(1 - arousal) / 2} r="0.95">
        <stop offset="0" stopColor={colour} stopOpacity="0.55" />
        <stop offset="1" stopColor={colour} stopOpacity="0" />
      </radialGradient>
      <rect width={SIDE} height={SIDE} fill={`url(#corner-${hue})`} />
    </>
  );
}
