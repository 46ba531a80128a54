import { useState } from "react";
import type { Song } from "@/api/client";
import { FORMATS, type Format, text } from "@/export/formats";
import { playlist } from "@/export/playlist";
import { save } from "@/export/save";
import { useWords } from "@/words/tongue";
import styles from "./Exports.module.css";

interface ExportsProps {
  /** What the photo shows. */
  title: string;
  songs: Song[];
}

/** The list to take along: as a file, or as text. */
export function Exports({ title, songs }: ExportsProps) {
  const words = useWords();
  const [said, tell] = useState("");
  const list = () => playlist(title, songs, window.location.origin, new Date());
  const download = ({ extension, type, write }: Format) => {
    save(`vibelens.${extension}`, type, write(list()));
    tell(words.saved(`vibelens.${extension}`));
  };
  const copy = () =>
    navigator.clipboard.writeText(text(list())).then(
      () => tell(words.copied),
      () => tell(words.copiedNot),
    );
  return (
    <section className={styles.exports} aria-label={words.exports}>
      <h2>{words.exports}</h2>
      <div className={styles.ways}>
        {FORMATS.map((format) => (
          <button
            key={format.name}
            type="button"
            className="chip"
            aria-label={words.saveAs(format.name)}
            onClick={() => download(format)}
          >
            {format.name}
          </button>
        ))}
        <button type="button" className="chip" onClick={copy}>
          {words.copyText}
        </button>
      </div>
      <p className="hint" role="status">
        {said}
      </p>
    </section>
  );
}
