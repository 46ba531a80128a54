import type { Answer } from "@/api/client";
import { namesOf } from "@/look/names";
import type { GroupName } from "@/look/shown";
import type { Charted } from "@/look/useMap";
import { placeOf, type Size, scaleOf, type View } from "@/look/view";
import { moodOf } from "@/words/moods";
import { useWords } from "@/words/tongue";
import styles from "./LookMap.module.css";

/** How large the photo and the songs are on the map, from their middle to their edge, in parts of its side and
 * in pixels at most. */
const PHOTO = { share: 0.05, most: 26 };
const SONG = { share: 0.026, most: 11 };
/** How far from the edge the ends of the axes are named. */
const EDGE = 16;

interface LookMarksProps {
  charted: Charted;
  view: View;
  size: Size;
  /** The moods whose regions are drawn. */
  moods: GroupName[];
  chosen: number | undefined;
  hovered: number | undefined;
  answer: Answer | undefined;
  photo: string | undefined;
  meant: string | undefined;
}

/** What lies over the points: the axes, the names of the moods, the photo and its songs, and what is chosen. */
export function LookMarks(props: LookMarksProps) {
  const { charted, view, size, moods, chosen, hovered, answer, photo, meant } = props;
  const words = useWords();
  const { width, height } = size;
  const middle = placeOf({ valence: 0, arousal: 0 }, view, size);
  const pointed = (point: number | undefined, style: string | undefined, radius: number) => {
    if (point === undefined) return null;
    const { x, y } = placeOf(pointOf(charted, point), view, size);
    return <circle className={style} cx={x} cy={y} r={radius} />;
  };
  return (
    <svg className={styles.marks} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path className={styles.axes} d={`M${middle.x} 0V${height}M0 ${middle.y}H${width}`} />
      {charted.moods
        .filter(({ name }) => moods.includes(name))
        .map((mood) => {
          const { x, y } = placeOf(mood, view, size);
          const radius = mood.radius * scaleOf(view, size);
          return <circle key={mood.name} className={styles.region} cx={x} cy={y} r={radius} />;
        })}
      {namesOf(charted.moods, (mood) => moodOf(words, mood), view, size).map(
        ({ mood, text, at }) => (
          <text key={mood.name} className={styles.mood} x={at.x} y={at.y}>
            {text}
          </text>
        ),
      )}
      <g className={styles.ends}>
        <text x={width / 2} y={EDGE}>
          {words.stirred}
        </text>
        <text x={width / 2} y={height - EDGE}>
          {words.still}
        </text>
        <text transform={`translate(${EDGE} ${height / 2}) rotate(-90)`}>{words.unpleasant}</text>
        <text transform={`translate(${width - EDGE} ${height / 2}) rotate(90)`}>
          {words.pleasant}
        </text>
      </g>
      {answer && <Found answer={answer} photo={photo} meant={meant} view={view} size={size} />}
      {pointed(hovered, styles.hovered, 9)}
      {pointed(chosen, styles.chosen, 11)}
      <path
        className={styles.cross}
        d={`M${width / 2 - 9} ${height / 2}h18M${width / 2} ${height / 2 - 9}v18`}
      />
    </svg>
  );
}

interface FoundProps {
  answer: Answer;
  photo: string | undefined;
  meant: string | undefined;
  view: View;
  size: Size;
}

/** The photo where it was looked for, joined to the songs that were found for it. */
function Found({ answer, photo, meant, view, size }: FoundProps) {
  const at = placeOf(answer.target, view, size);
  const side = Math.min(size.width, size.height);
  const radius = Math.min(PHOTO.most, PHOTO.share * side);
  const songs = answer.recommendations.map(({ rank, track, passage }) => ({
    rank,
    id: track.id,
    ...placeOf(passage.feeling, view, size),
  }));
  return (
    <g data-photo>
      {songs.map(({ id, x, y }) => (
        <path
          key={id}
          className={styles.line}
          data-on={id === meant}
          d={`M${at.x} ${at.y}L${x} ${y}`}
        />
      ))}
      {songs.map(({ rank, id, x, y }) => (
        <g
          key={id}
          className={styles.song}
          data-on={id === meant}
          transform={`translate(${x} ${y})`}
        >
          <circle r={Math.min(SONG.most, SONG.share * side)} />
          <text>{rank}</text>
        </g>
      ))}
      <g className={styles.photo} transform={`translate(${at.x} ${at.y})`}>
        <clipPath id="map-photo">
          <circle r={radius} />
        </clipPath>
        <circle r={radius + 3} />
        {photo && (
          <image
            href={photo}
            x={-radius}
            y={-radius}
            width={2 * radius}
            height={2 * radius}
            preserveAspectRatio="xMidYMid slice"
            clipPath="url(#map-photo)"
          />
        )}
      </g>
    </g>
  );
}

function pointOf({ points }: Charted, point: number) {
  return { valence: points.valence[point] ?? 0, arousal: points.arousal[point] ?? 0 };
}
