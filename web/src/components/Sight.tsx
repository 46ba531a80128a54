import { type KeyboardEvent, useEffect, useState } from "react";
import type { Answer } from "@/api/client";
import type { Photo } from "@/photo/photo";
import type { Subject } from "@/question/subject";
import { useWords } from "@/words/tongue";
import { ChooserButtons } from "./Chooser";
import { Icon } from "./Icon";
import { MoodPlane } from "./MoodPlane";
import styles from "./Sight.module.css";

interface SightProps {
  subject: Subject;
  answer: Answer | undefined;
  say: (said: Pick<Subject, "caption" | "point">) => void;
  remove: (photo: Photo) => void;
  take: (files: File[]) => void;
}

/** The photos, and what was seen in them: all of it can be put right. */
export function Sight({ subject, answer, say, remove, take }: SightProps) {
  const words = useWords();
  return (
    <section className={styles.sight} aria-label={words.yourPhoto}>
      <div className={styles.looked} data-several={subject.photos.length > 1}>
        <Photos photos={subject.photos} remove={remove} />
        <ChooserButtons take={take} again />
      </div>
      {answer ? (
        <>
          <Caption
            key={answer.sight.caption}
            seen={answer.sight.caption}
            said={subject.caption}
            say={(caption) => say({ ...subject, caption })}
          />
          {answer.sight.tags.length > 0 && (
            <ul className={styles.tags} aria-label={words.tags}>
              {answer.sight.tags.map(({ label }) => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          )}
          <MoodPlane
            answer={answer}
            point={subject.point}
            say={(point) => say({ ...subject, point })}
          />
        </>
      ) : (
        <div className={styles.waiting} aria-hidden="true" />
      )}
    </section>
  );
}

function Photos({ photos, remove }: { photos: Photo[]; remove: (photo: Photo) => void }) {
  const words = useWords();
  return (
    <ul className={styles.photos}>
      {photos.map((photo, place) => (
        <li key={photo.id}>
          <Picture photo={photo} />
          <button
            type="button"
            className={styles.remove}
            aria-label={words.removePhoto(place + 1)}
            onClick={() => remove(photo)}
          >
            <Icon shape="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Picture({ photo }: { photo: Photo }) {
  const words = useWords();
  const [seen, setSeen] = useState(true);
  if (!seen) return <p className={styles.unseen}>{words.noPreview}</p>;
  // biome-ignore lint/performance/noImgElement: the photo is in memory; there is nothing to optimise
  return <img src={photo.url} alt={words.yourPhoto} onError={() => setSeen(false)} />;
}

interface CaptionProps {
  seen: string;
  said: string | undefined;
  say: (caption: string | undefined) => void;
}

/** What the photo shows, in words that can be changed; Enter asks with them. */
function Caption({ seen, said, say }: CaptionProps) {
  const words = useWords();
  const [text, setText] = useState(said ?? seen);
  useEffect(() => setText(said ?? seen), [said, seen]);
  const settle = () => {
    const caption = text.trim();
    if (caption === "") setText(said ?? seen);
    else if (caption !== (said ?? seen)) say(caption === seen ? undefined : caption);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    settle();
  };
  return (
    <div className={styles.caption}>
      <label>
        <span className="unseen">{words.caption}</span>
        <textarea
          rows={1}
          maxLength={300}
          value={text}
          aria-describedby="caption-hint"
          onChange={({ target }) => setText(target.value)}
          onKeyDown={key}
        />
      </label>
      <p className="hint" id="caption-hint">
        {words.captionHint}
        {said !== undefined && (
          <button type="button" className="link" onClick={() => say(undefined)}>
            {words.captionBack}: “{seen}”
          </button>
        )}
      </p>
    </div>
  );
}
