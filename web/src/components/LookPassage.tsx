import { stretchOf } from "@vibelens/client";
import type { Playable } from "@/api/client";
import type { Told } from "@/look/usePassage";
import { usePlayer, useStateOf } from "@/player/usePlayer";
import { minutes } from "@/time";
import { moodsOf } from "@/words/moods";
import { useWords } from "@/words/tongue";
import { Cover } from "./Cover";
import { Icon } from "./Icon";
import box from "./LookBox.module.css";
import styles from "./LookPassage.module.css";
import { PassageBar } from "./PassageBar";

/** The passage that a point of the map stands for, to be read and played. */
export function LookPassage({ passage, trouble }: Told) {
  const words = useWords();
  return (
    <section className={box.box} aria-label={words.passage} aria-live="polite">
      {passage && <Card passage={passage} />}
      {trouble && <p className={styles.trouble}>{words.trouble[trouble.kind].join(" ")}</p>}
      {!passage && !trouble && (
        <p className={box.invitation}>
          <Icon shape="play" />
          {words.choosePoint}
        </p>
      )}
    </section>
  );
}

function Card({ passage: song }: { passage: Playable }) {
  const words = useWords();
  const { track, passage } = song;
  return (
    <article className={styles.card} aria-label={track.title}>
      <div className={styles.cover}>
        <Cover song={song} />
      </div>
      <div className={styles.names}>
        <h2 lang={track.language ?? undefined}>{track.title}</h2>
        <p>{[track.artist || words.unknownArtist, track.album].filter(Boolean).join(" · ")}</p>
        <p>{words.feels(moodsOf(words, passage.feeling.moods))}</p>
      </div>
      <div className={styles.rest}>
        {passage.text ? (
          <blockquote lang={track.language ?? undefined}>{passage.text}</blockquote>
        ) : (
          <p className="hint">{passage.heard?.sentence}</p>
        )}
        {track.has_audio ? (
          <>
            <Play song={song} />
            <PassageBar song={song} />
          </>
        ) : (
          <p className="hint">{words.wordsOnly}</p>
        )}
      </div>
    </article>
  );
}

function Play({ song }: { song: Playable }) {
  const words = useWords();
  const player = usePlayer();
  const state = useStateOf(song);
  const { from, to } = stretchOf(song);
  const { title } = song.track;
  const time = `${minutes(from)}–${minutes(to)}`;
  const does = state === "playing" ? words.pause(title) : words.play(title);
  return (
    <>
      <button
        type="button"
        className="button main"
        aria-label={`${does}, ${time}`}
        onClick={() => player?.toggle(song)}
      >
        <Icon shape={state === "playing" ? "pause" : "play"} filled={state !== "playing"} />
        {time}
      </button>
      {state === "silent" && (
        <p className={styles.trouble} role="alert">
          {words.trouble.silent.join(" ")}
        </p>
      )}
    </>
  );
}
