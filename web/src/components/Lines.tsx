import { useState } from "react";
import type { Song } from "@/api/client";
import { useWords } from "@/words/tongue";
import styles from "./Lines.module.css";

/** The line that matched between those before and after it; all lines of the passage when asked for. */
export function Lines({ song }: { song: Song }) {
  const words = useWords();
  const [all, setAll] = useState(false);
  const lines = song.passage.text.split("\n").filter(Boolean);
  if (lines.length === 0) return null;
  const matched = Math.max(0, lines.indexOf(song.line ?? ""));
  const first = Math.max(0, Math.min(matched - 1, lines.length - 3));
  const shown = all ? lines : lines.slice(first, first + 3);
  return (
    <div className={styles.lines}>
      <blockquote lang={song.track.language ?? undefined}>
        {shown.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines come back, and never change places
          <p key={place} data-matched={(all ? 0 : first) + place === matched}>
            {line}
          </p>
        ))}
      </blockquote>
      {shown.length < lines.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {words.allLines}
        </button>
      )}
    </div>
  );
}
