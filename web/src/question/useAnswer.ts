import { useCallback, useEffect, useState } from "react";
import type { Answer, Form } from "@/api/client";
import { asTrouble, Trouble } from "@/api/trouble";
import { neverAgain } from "@/learning/never";
import { profile } from "@/learning/profile";
import { useTongue } from "@/words/tongue";
import { ask, whyEmpty } from "./ask";
import { formOf, type Subject } from "./subject";
import { useWish } from "./wish";

export interface Asked {
  /** The last answer about these photos; an older one stays until the next is here. */
  answer: Answer | undefined;
  /** What that answer answers. */
  form: Form | undefined;
  asking: boolean;
  trouble: Trouble | undefined;
}

const NOT_ASKED: Asked = { answer: undefined, form: undefined, asking: false, trouble: undefined };

/** The answer to the subject under the present wish; asked anew whenever one of them changes, and with
 * the function that is given back. */
export function useAnswer(subject: Subject): [Asked, () => void] {
  const [wish] = useWish();
  const tongue = useTongue();
  const [asked, setAsked] = useState(NOT_ASKED);
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt((attempt) => attempt + 1), []);
  const { photos } = subject;

  // biome-ignore lint/correctness/useExhaustiveDependencies: other photos are what makes it forget
  useEffect(() => setAsked(NOT_ASKED), [photos]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks the same question
  useEffect(() => {
    const form = formOf(subject, wish, tongue, neverAgain());
    if (!form) return;
    const leaving = new AbortController();
    const put = (change: Partial<Asked>) => {
      if (!leaving.signal.aborted) setAsked((asked) => ({ ...asked, ...change }));
    };
    const wait = () => put({ trouble: new Trouble("waiting") });
    put({ asking: true, trouble: undefined });
    answered({ ...form, profile: profile() }, leaving.signal, wait).then(
      (found) => put({ ...found, asking: false }),
      (thrown) => put({ asking: false, trouble: asTrouble(thrown) }),
    );
    return () => leaving.abort();
  }, [subject, wish, tongue, attempt]);

  return [asked, again];
}

async function answered(
  form: Form,
  signal: AbortSignal,
  wait: () => void,
): Promise<Partial<Asked>> {
  const answer = await ask(form, signal, wait);
  const trouble = answer.recommendations.length === 0 ? await whyEmpty() : poor(answer);
  return { answer, form, trouble };
}

/** What the server says of a list that is probably no good one. */
function poor(answer: Answer): Trouble | undefined {
  return answer.advice ? new Trouble("poor", answer.advice) : undefined;
}
