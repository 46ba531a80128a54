"use client";

import { usePagePlayer } from "@/player/usePagePlayer";
import { PlayerContext } from "@/player/usePlayer";
import { type Asked, useAnswer } from "@/question/useAnswer";
import { NO_WISH, restricts, useWish } from "@/question/wish";
import { useWords } from "@/words/tongue";
import { Chooser, DropNow, useDropAndPaste } from "./Chooser";
import { Filters } from "./Filters";
import { Footer } from "./Footer";
import { Header } from "./Header";
import styles from "./Home.module.css";
import { Learning } from "./Learning";
import { Note, Notice, type Step } from "./Notice";
import { Sight } from "./Sight";
import { Songs } from "./Songs";
import { useDocument } from "./useDocument";
import { useFeedback } from "./useFeedback";
import { useSubject } from "./useSubject";

/** The page: photos go in, songs come out. */
export function Home() {
  const words = useWords();
  const { subject, take, remove, say, refused } = useSubject();
  const [asked, again] = useAnswer(subject);
  const player = usePagePlayer();
  const feedback = useFeedback(asked, player);
  const over = useDropAndPaste(take);
  const begun = subject.photos.length > 0;
  useDocument(words.title, asked.answer?.target);

  return (
    <PlayerContext value={player}>
      <div className={styles.page} data-begun={begun}>
        <Header />
        <main>
          {refused && <Notice trouble={refused} steps={[]} />}
          {begun ? (
            <div className={styles.columns}>
              <h1 className="unseen">{words.songs}</h1>
              <div className={styles.seen}>
                <Sight
                  subject={subject}
                  answer={asked.answer}
                  say={say}
                  remove={remove}
                  take={take}
                />
              </div>
              <div className={styles.offered}>
                <Filters />
                <Status asked={asked} />
                <Troubles asked={asked} again={again} />
                {asked.asking && !asked.answer && <Skeletons />}
                {asked.answer && (
                  <Songs
                    title={subject.caption ?? asked.answer.sight.caption}
                    photos={subject.photos}
                    answer={asked.answer}
                    stale={asked.asking}
                    said={feedback.said}
                    say={feedback.say}
                  />
                )}
              </div>
            </div>
          ) : (
            <Chooser take={take} />
          )}
        </main>
        <Footer>{begun && <Learning begin={feedback.begin} end={feedback.end} />}</Footer>
        {feedback.note && <Note {...feedback.note} close={feedback.close} />}
        {over && <DropNow />}
      </div>
    </PlayerContext>
  );
}

/** Says how it stands, to those who cannot see it, too. */
function Status({ asked: { answer, asking } }: { asked: Asked }) {
  const words = useWords();
  const count = answer?.recommendations.length ?? 0;
  const done = answer && count > 0 ? words.foundIn(count, Math.round(answer.timing_ms.total)) : "";
  return (
    <p className={styles.status} role="status" aria-live="polite">
      {asking ? words.looking : done}
    </p>
  );
}

function Troubles({ asked: { trouble }, again }: { asked: Asked; again: () => void }) {
  const words = useWords();
  const [wish, change] = useWish();
  const loosen = () => change(NO_WISH);
  if (!trouble) return null;
  const steps: Step[] = [];
  const { kind } = trouble;
  if (kind === "nothing" || kind === "poor" || kind === "invalid") {
    if (restricts(wish)) steps.push({ label: words.clear, take: loosen });
  }
  const once = ["poor", "nothing", "waiting", "tooLarge", "unsupported", "invalid"];
  if (!once.includes(kind)) steps.push({ label: words.again, take: again });
  return <Notice trouble={trouble} steps={steps} />;
}

/** Where songs will be. */
function Skeletons() {
  return (
    <div aria-hidden="true">
      {[1, 2, 3, 4].map((place) => (
        <div key={place} className={styles.skeleton} />
      ))}
    </div>
  );
}
