import type { Trouble } from "@/api/trouble";
import { useWords } from "@/words/tongue";
import { Icon } from "./Icon";
import styles from "./Notice.module.css";

export interface Step {
  label: string;
  take: () => void;
}

/** What went wrong, in words, and what to do about it. */
export function Notice({ trouble, steps }: { trouble: Trouble; steps: Step[] }) {
  const [title, next] = useWords().trouble[trouble.kind];
  const soft = trouble.kind === "poor" || trouble.kind === "waiting";
  return (
    <div className={styles.notice} data-soft={soft} role={soft ? "status" : "alert"}>
      <div>
        {title && <p className={styles.title}>{title}</p>}
        {next && <p>{next}</p>}
        {trouble.detail && <p className={styles.detail}>{trouble.detail}</p>}
        {trouble.hint && <p className={styles.detail}>{trouble.hint}</p>}
      </div>
      <Steps steps={steps} />
    </div>
  );
}

/** What was done, and how to undo it. */
export function Note({ text, steps, close }: { text: string; steps: Step[]; close: () => void }) {
  const words = useWords();
  return (
    <div className={styles.note} role="status">
      <p>{text}</p>
      <Steps steps={steps} />
      <button type="button" className="quiet round" aria-label={words.dismiss} onClick={close}>
        <Icon shape="close" />
      </button>
    </div>
  );
}

function Steps({ steps }: { steps: Step[] }) {
  if (steps.length === 0) return null;
  return (
    <div className={styles.steps}>
      {steps.map((step) => (
        <button key={step.label} type="button" className="button" onClick={step.take}>
          {step.label}
        </button>
      ))}
    </div>
  );
}
