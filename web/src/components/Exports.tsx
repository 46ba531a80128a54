import { type ReactNode, useState } from "react";
import type { Song } from "@/api/client";
import { FORMATS, type Format, text } from "@/export/formats";
import { playlist } from "@/export/playlist";
import { save } from "@/export/save";
import { send } from "@/export/send";
import { useWords } from "@/words/tongue";
import styles from "./Exports.module.css";
import { Sent } from "./Sent";
import { useAbilities } from "./useTold";

interface ExportsProps {
  /** What the photo shows. */
  title: string;
  songs: Song[];
}

/** The list to take along: as a file, as text, or as a playlist of a music server. */
export function Exports({ title, songs }: ExportsProps) {
  const words = useWords();
  const [said, tell] = useState<ReactNode>("");
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
        <SendButton title={title} songs={songs} tell={tell} />
      </div>
      <div className="hint" role="status">
        {said}
      </div>
    </section>
  );
}

/** Sends the list to the music server, where the server knows one. */
function SendButton({ title, songs, tell }: ExportsProps & { tell: (said: ReactNode) => void }) {
  const words = useWords();
  const [sending, setSending] = useState(false);
  const host = useAbilities()?.subsonic.host;
  if (!host || songs.length === 0) return null;
  const begin = async () => {
    if (sending) return;
    setSending(true);
    tell(words.sending(host));
    tell(<Sent outcome={await send(title, songs)} host={host} />);
    setSending(false);
  };
  return (
    <button type="button" className="chip" aria-disabled={sending} onClick={begin}>
      {words.sendTo(host)}
    </button>
  );
}
