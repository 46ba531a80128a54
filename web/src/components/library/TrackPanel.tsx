import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Refusal } from "@/api/client";
import type { Opened } from "@/library/ask";
import type { Watched } from "@/library/useCondition";
import { type TrackInHand, useTrack } from "@/library/useTrack";
import { useWords } from "@/words/tongue";
import { Icon } from "../Icon";
import { Notice } from "../Notice";
import { FoundWords } from "./FoundWords";
import { OwnWords } from "./OwnWords";
import { Passages } from "./Passages";
import { Reason } from "./Reason";
import styles from "./TrackPanel.module.css";

interface TrackPanelProps {
  id: string;
  /** Where it is, and why it could not be used, if that is known. */
  refusal: Refusal | undefined;
  watched: Watched;
  close: () => void;
}

/** The track in hand: what it is, its passages, and its words. */
export function TrackPanel({ id, refusal, watched, close }: TrackPanelProps) {
  const words = useWords();
  const hand = useTrack(id, watched);
  const { opened, trouble, again } = hand;
  const title = opened?.track?.title ?? refusal?.place ?? (opened ? words.browse.refusedFile : "");
  return (
    <Beside label={title || words.browse.reading} close={close}>
      <header className={styles.head}>
        <div>
          <h2 lang={opened?.track?.language ?? undefined}>{title || words.browse.reading}</h2>
          {opened && <About opened={opened} reason={refusal?.reason} />}
        </div>
        <button
          type="button"
          className="quiet round"
          aria-label={words.dismiss}
          title={words.dismiss}
          onClick={close}
        >
          <Icon shape="close" />
        </button>
      </header>
      {trouble && <Notice trouble={trouble} steps={[{ label: words.again, take: again }]} />}
      {opened?.track && <Passages track={opened.track} passages={opened.passages} />}
      {opened && <Worded key={id} opened={opened} hand={hand} />}
    </Beside>
  );
}

/** Who made it, when, and what is heard in it; or why it could not be used. */
function About({ opened: { track }, reason }: { opened: Opened; reason: string | undefined }) {
  const words = useWords();
  if (!track) {
    return <p>{reason ? <Reason reason={reason} /> : words.browse.refusedHint}</p>;
  }
  const { heard } = track;
  const made = [track.artist || words.unknownArtist, track.album, track.year].filter(Boolean);
  const tempo = heard?.tempo_bpm;
  return (
    <>
      <p>
        {made.join(" · ")}
        {track.explicit && <span className="mark">{words.explicitMark}</span>}
      </p>
      {track.genres.length > 0 && <p>{track.genres.join(", ")}</p>}
      {heard && (
        <p>
          <span lang="en">{heard.sentence}</span>
          {typeof tempo === "number" && ` · ${words.browse.tempo(Math.round(tempo))}`}
        </p>
      )}
    </>
  );
}

/** Its words: those that were found, and those of the owner. */
function Worded({ opened: { id, lyrics }, hand }: { opened: Opened; hand: TrackInHand }) {
  const words = useWords().browse;
  return (
    <section className={styles.part} aria-label={words.columns.language} aria-busy={hand.busy}>
      <h3>{words.columns.language}</h3>
      <p className={styles.busy} role="status">
        {hand.busy && words.againMade}
      </p>
      {lyrics.found.length === 0 && <p className="hint">{words.noWords}</p>}
      {lyrics.found.map((found) => (
        <FoundWords key={found.key} track={id} found={found} ask={hand.ask} />
      ))}
      <OwnWords track={id} lyrics={lyrics} ask={hand.ask} />
    </section>
  );
}

const WIDE = "(min-width: 60rem)";

/** Beside the list where there is room, else over it. The focus comes here, and goes back. */
function Beside({
  label,
  close,
  children,
}: {
  label: string;
  close: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const wide = useMedia(WIDE);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (wide) element?.show();
    else element?.showModal();
    // Closed, it gives the focus back to where it was.
    return () => element?.close();
  }, [wide]);
  // What has the focus in the list does not keep it from being closed.
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const isTyped = event.target instanceof HTMLInputElement;
      if (event.key === "Escape" && !event.defaultPrevented && !isTyped) close();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, [close]);
  return (
    <dialog
      ref={dialog}
      className={styles.panel}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      {children}
    </dialog>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const changed = () => setMatches(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, [query]);
  return matches;
}
