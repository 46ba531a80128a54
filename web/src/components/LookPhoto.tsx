import type { Song } from "@/api/client";
import type { Trouble } from "@/api/trouble";
import type { Photo } from "@/photo/photo";
import { usePlayer, useStateOf } from "@/player/usePlayer";
import type { Asked } from "@/question/useAnswer";
import { moodsOf } from "@/words/moods";
import { useWords } from "@/words/tongue";
import { ChooserButtons } from "./Chooser";
import { Icon } from "./Icon";
import box from "./LookBox.module.css";
import styles from "./LookPhoto.module.css";
import { Notice } from "./Notice";

interface LookPhotoProps {
  photo: Photo | undefined;
  asked: Asked;
  /** Why a file was not looked at. */
  refused: Trouble | undefined;
  again: () => void;
  take: (files: File[]) => void;
  /** Points at a track of the list, or at none any more. */
  mean: (track: string | undefined) => void;
}

/** A photo that is dropped on the map, and the songs that it is joined to. */
export function LookPhoto({ photo, asked, refused, again, take, mean }: LookPhotoProps) {
  const words = useWords();
  const { answer, asking, trouble } = asked;
  return (
    <section className={box.box} aria-label={words.yourPhoto}>
      {photo ? (
        <div className={styles.seen}>
          {/* biome-ignore lint/performance/noImgElement: the photo is in memory; there is nothing to optimise */}
          <img src={photo.url} alt={words.yourPhoto} />
          <p role="status">
            {asking && words.looking}
            {!asking && answer && (
              <>
                <strong>{answer.sight.caption}</strong>
                <span>{words.feels(moodsOf(words, answer.target.moods))}</span>
              </>
            )}
          </p>
        </div>
      ) : (
        <p className={box.invitation}>
          <Icon shape="photo" />
          {words.dropOnMap}
        </p>
      )}
      {refused && <Notice trouble={refused} steps={[]} />}
      {trouble && <Notice trouble={trouble} steps={[{ label: words.again, take: again }]} />}
      {answer && (
        <ol className={styles.songs} aria-label={words.songs} data-stale={asking}>
          {answer.recommendations.map((song) => (
            <Row key={song.track.id} song={song} mean={mean} />
          ))}
        </ol>
      )}
      <ChooserButtons take={take} again={photo !== undefined} />
    </section>
  );
}

function Row({ song, mean }: { song: Song; mean: LookPhotoProps["mean"] }) {
  const words = useWords();
  const player = usePlayer();
  const playing = useStateOf(song) === "playing";
  const { track, rank } = song;
  return (
    <li
      onPointerEnter={() => mean(track.id)}
      onPointerLeave={() => mean(undefined)}
      onFocus={() => mean(track.id)}
      onBlur={() => mean(undefined)}
    >
      <span className={styles.rank}>{rank}</span>
      <p lang={track.language ?? undefined}>
        {track.title}
        <small>{track.artist || words.unknownArtist}</small>
      </p>
      {track.has_audio ? (
        <button
          type="button"
          className="quiet round"
          aria-label={playing ? words.pause(track.title) : words.play(track.title)}
          onClick={() => player?.toggle(song)}
        >
          <Icon shape={playing ? "pause" : "play"} filled={!playing} />
        </button>
      ) : (
        <small>{words.wordsOnly}</small>
      )}
    </li>
  );
}
