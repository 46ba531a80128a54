import { allowAll, useNever } from "@/learning/never";
import { useProfile } from "@/learning/profile";
import { useWords } from "@/words/tongue";

/** Whether the page learns, what it keeps, and how to end that. */
export function Learning({ begin, end }: { begin: () => void; end: () => void }) {
  const words = useWords();
  const learns = useProfile() !== undefined;
  const never = useNever();
  return (
    <>
      <p>{words.keys}</p>
      <p>
        <strong>{learns ? words.learns : words.learnsNot}.</strong> {words.learnHint}{" "}
        <button type="button" className="link" onClick={learns ? end : begin}>
          {learns ? words.forget : words.learn}
        </button>
      </p>
      {never.length > 0 && (
        <p>
          {words.neverCount(never.length)}.{" "}
          <button type="button" className="link" onClick={allowAll}>
            {words.neverClear}
          </button>
        </p>
      )}
    </>
  );
}
