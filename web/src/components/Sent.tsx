import type { SentPlaylist } from "@/api/client";
import { Trouble } from "@/api/trouble";
import { named } from "@/named";
import { useWords } from "@/words/tongue";
import styles from "./Exports.module.css";

/** What became of a list that was sent to a music server. */
export function Sent({ outcome, host }: { outcome: SentPlaylist | Trouble; host: string }) {
  const words = useWords();
  if (outcome instanceof Trouble) return <Unsent trouble={outcome} />;
  const { playlist, found, missing } = outcome;
  return (
    <>
      <p>{playlist ? words.sent(found.length, host) : words.sentNone(host)}</p>
      {playlist && missing.length > 0 && (
        <>
          <p>{words.missingThere}</p>
          <ul className={styles.missing}>
            {missing.map((song) => (
              <li key={song.track}>{named(song)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Unsent({ trouble: { kind, detail, hint } }: { trouble: Trouble }) {
  const words = useWords();
  const [title, next] = kind === "gone" ? words.trouble.gone : words.trouble.unsent;
  return (
    <>
      <p>
        {title} {next}
      </p>
      {detail && <p>{[detail, hint].filter(Boolean).join(" – ")}</p>}
    </>
  );
}
