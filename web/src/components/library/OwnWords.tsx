import { type FormEvent, useId, useState } from "react";
import type { Lyrics } from "@/api/client";
import { write } from "@/library/ask";
import { written } from "@/library/written";
import { useWords } from "@/words/tongue";
import styles from "./FoundWords.module.css";

interface OwnWordsProps {
  track: string;
  lyrics: Lyrics;
  ask: (task: Promise<number>) => void;
}

/** The owner's own words: to write, to change, and to take back. */
export function OwnWords({ track, lyrics, ask }: OwnWordsProps) {
  const words = useWords().browse;
  const id = useId();
  const [text, setText] = useState<string>();
  /** Whether something was written, or not written after all: then the focus comes back. */
  const [done, setDone] = useState(false);
  const { own } = lyrics;
  const first = () => own ?? written(lyrics.found.find(({ used }) => used)?.stanzas ?? []);
  const leave = () => {
    setText(undefined);
    setDone(true);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (text === undefined) return;
    const asked = write(track, text);
    ask(asked);
    // What could not be saved is not lost.
    asked.then(leave, () => undefined);
  };
  if (text === undefined) {
    return (
      <div className={styles.acts}>
        <button
          type="button"
          className="button"
          // biome-ignore lint/a11y/noAutofocus: the focus was in the field that this stands for
          autoFocus={done}
          onClick={() => setText(first())}
        >
          {own ? words.rewrite : words.write}
        </button>
        {own && (
          <button type="button" className="button" onClick={() => ask(write(track, null))}>
            {words.takeBack}
          </button>
        )}
      </div>
    );
  }
  return (
    <form className={styles.own} onSubmit={save}>
      <label htmlFor={id}>{words.ownWords}</label>
      <textarea
        id={id}
        rows={12}
        value={text}
        aria-describedby={`${id}-hint`}
        // biome-ignore lint/a11y/noAutofocus: somebody asked to write here
        autoFocus
        onChange={({ target }) => setText(target.value)}
        // What is written is not lost by a key that closes.
        onKeyDown={(event) => event.key === "Escape" && event.preventDefault()}
      />
      <p id={`${id}-hint`} className="hint">
        {words.ownHint}
      </p>
      <div className={styles.acts}>
        <button type="submit" className="button main">
          {words.save}
        </button>
        <button type="button" className="button" onClick={leave}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
