import type { Event, Song } from "@/api/client";
import { useStateOf } from "@/player/usePlayer";
import { useWords } from "@/words/tongue";
import { Cover } from "./Cover";
import { Icon, type Shape } from "./Icon";
import { LicenceLine } from "./Licence";
import { Lines } from "./Lines";
import { PassageBar } from "./PassageBar";
import styles from "./SongCard.module.css";
import type { Say, Show } from "./Songs";

interface SongCardProps {
  song: Song;
  /** What was said of it. */
  said: Event | undefined;
  play: (song: Song) => void;
  say: Say;
  skip: (song: Song) => void;
  show: Show;
}

/** A song, the passage to play, and the reason. */
export function SongCard({ song, said, play, say, skip, show }: SongCardProps) {
  const words = useWords();
  const state = useStateOf(song);
  const { track, passage } = song;
  return (
    <article className={styles.card} data-state={state} data-said={said} aria-label={track.title}>
      <div className={styles.cover}>
        <Cover song={song} />
        {track.has_audio && <PlayButton song={song} playing={state === "playing"} play={play} />}
      </div>
      <div className={styles.names}>
        <h2 lang={track.language ?? undefined}>{track.title}</h2>
        <p>
          {[track.artist || words.unknownArtist, track.album].filter(Boolean).join(" · ")}
          {passage.explicit && <span className="mark">{words.explicitMark}</span>}
        </p>
      </div>
      <div className={styles.acts}>
        <Act
          shape="like"
          label={words.like(track.title)}
          on={said === "like"}
          act={() => say("like", song)}
        />
        <Act
          shape="skip"
          label={words.skip(track.title)}
          on={said === "skip"}
          act={() => skip(song)}
        />
        <Act
          shape="never"
          label={words.never(track.title)}
          act={() => say("dislike", song)}
          main={!track.has_audio}
        />
        {track.has_audio && (
          <>
            <Act shape="story" label={words.story(track.title)} act={() => show("story", song)} />
            <Act shape="clip" label={words.clip(track.title)} act={() => show("clip", song)} />
          </>
        )}
      </div>
      <div className={styles.rest}>
        <Lines song={song} />
        {track.has_audio ? <PassageBar song={song} /> : <p className="hint">{words.wordsOnly}</p>}
        {state === "silent" && <Silent />}
        <p className={styles.why}>{song.why}</p>
        {track.licence && <LicenceLine licence={track.licence} className={styles.licence} />}
      </div>
    </article>
  );
}

function PlayButton({
  song,
  playing,
  play,
}: {
  song: Song;
  playing: boolean;
  play: (song: Song) => void;
}) {
  const words = useWords();
  const { title } = song.track;
  return (
    <button
      type="button"
      data-main
      className={styles.play}
      aria-label={playing ? words.pause(title) : words.play(title)}
      onClick={() => play(song)}
    >
      <span>
        <Icon shape={playing ? "pause" : "play"} filled={!playing} />
      </span>
    </button>
  );
}

/** Its audio cannot be played, and what may help. */
function Silent() {
  const [title, next] = useWords().trouble.silent;
  return (
    <p className={styles.silent} role="alert">
      <strong>{title}</strong> {next}
    </p>
  );
}

interface ActProps {
  shape: Shape;
  label: string;
  on?: boolean;
  /** Whether the focus comes here where there is nothing to play. */
  main?: boolean;
  act: () => void;
}

function Act({ shape, label, on, main, act }: ActProps) {
  return (
    <button
      type="button"
      className="quiet round"
      data-main={main || undefined}
      aria-label={label}
      title={label}
      aria-pressed={on}
      onClick={act}
    >
      <Icon shape={shape} filled={on ?? false} />
    </button>
  );
}
