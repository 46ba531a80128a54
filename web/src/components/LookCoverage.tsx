import type { MoodCoverage } from "@/api/client";
import { byCoverage, ENOUGH } from "@/look/coverage";
import { moodOf } from "@/words/moods";
import { useTongue, useWords } from "@/words/tongue";
import styles from "./LookCoverage.module.css";

/** How much there is for each mood: the map for those who cannot see it. */
export function LookCoverage({ moods }: { moods: MoodCoverage[] }) {
  const words = useWords();
  const number = new Intl.NumberFormat(useTongue());
  const most = Math.max(1, ...moods.map(({ songs }) => songs));
  return (
    <div className={styles.box}>
      <table>
        <caption>{words.coverageTable}</caption>
        <thead>
          <tr>
            <th scope="col">{words.mood}</th>
            <th scope="col">{words.songs}</th>
            <th scope="col">{words.passages}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {byCoverage(moods).map(({ name, songs, passages }) => (
            <tr key={name}>
              <th scope="row">{moodOf(words, name)}</th>
              <td>{number.format(songs)}</td>
              <td>{number.format(passages)}</td>
              <td>
                {songs < ENOUGH && <span className={styles.few}>{words.few}</span>}
                {songs > 0 && (
                  <span className={styles.bar} style={{ width: `${(100 * songs) / most}%` }} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
