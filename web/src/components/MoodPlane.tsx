import { useState } from "react";
import type { Answer } from "@/api/client";
import type { Point } from "@/question/subject";
import { moodOf, moodsOf } from "@/words/moods";
import { useWords } from "@/words/tongue";
import { Icon } from "./Icon";
import { MoodGround } from "./MoodGround";
import styles from "./MoodPlane.module.css";
import { SIDE, x, y } from "./plane";
import { useMovable } from "./useMovable";
import { useMoods } from "./useTold";

/** As many moods are named as have room. */
const NAMED = [
  "calm",
  "happy",
  "sad",
  "tense",
  "energetic",
  "dark",
  "dreamy",
  "angry",
  "hopeful",
  "lonely",
];

interface MoodPlaneProps {
  answer: Answer;
  /** What was asked for instead of the photo's own feeling. */
  point: Point | undefined;
  say: (point: Point | undefined) => void;
}

/** Where the photo lies between unpleasant and pleasant, still and stirred; the point can be moved. */
export function MoodPlane({ answer, point, say }: MoodPlaneProps) {
  const words = useWords();
  // On a phone the songs come first, and the plane when it is asked for.
  const [open, setOpen] = useState(() => window.matchMedia("(min-width: 60rem)").matches);
  const own = answer.sight.feeling;
  const { moods } = point ? answer.target : own;
  return (
    <details
      className={styles.plane}
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        {words.feels(moodsOf(words, moods))}
        <Icon shape="down" />
      </summary>
      <Plane answer={answer} at={point ?? answer.target} say={say} />
      <p className="hint" id="plane-hint">
        {words.planeHint}
        {point && (
          <button type="button" className="link" onClick={() => say(undefined)}>
            {words.planeBack}
          </button>
        )}
      </p>
    </details>
  );
}

interface PlaneProps {
  answer: Answer;
  at: Point;
  say: (point: Point) => void;
}

function Plane({ answer, at, say }: PlaneProps) {
  const words = useWords();
  const moods = useMoods();
  const { thumb, moved, ...handlers } = useMovable(at, say);
  const own = answer.sight.feeling;
  return (
    <svg className={styles.field} viewBox={`0 0 ${SIDE} ${SIDE}`} {...handlers}>
      <title>{words.plane}</title>
      <MoodGround />
      <g className={styles.names} aria-hidden="true">
        {moods
          .filter(({ name }) => NAMED.includes(name))
          .map((mood) => (
            <text key={mood.name} x={x(mood)} y={y(mood)}>
              {moodOf(words, mood.name)}
            </text>
          ))}
      </g>
      <g className={styles.songs} aria-hidden="true">
        {answer.recommendations.map(({ track, passage }) => (
          <circle key={track.id} cx={x(passage.feeling)} cy={y(passage.feeling)} r="2.6" />
        ))}
      </g>
      <circle className={styles.own} cx={x(own)} cy={y(own)} r="7" aria-hidden="true" />
      {/* No element of HTML chooses in two directions; its text tells of both. */}
      <g
        ref={thumb}
        role="slider"
        tabIndex={0}
        className={styles.thumb}
        aria-label={words.plane}
        aria-roledescription={words.planeThumb}
        aria-describedby="plane-hint"
        aria-valuemin={-1}
        aria-valuemax={1}
        aria-valuenow={moved.valence}
        aria-valuetext={words.feeling(moved.valence.toFixed(1), moved.arousal.toFixed(1))}
        transform={`translate(${x(moved)} ${y(moved)})`}
      >
        <circle r="14" fill="transparent" />
        <circle r="8" className={styles.dot} />
      </g>
    </svg>
  );
}
