import { recommend } from "@vibelens/client";
import { type Answer, api, type Form } from "@/api/client";
import { asTrouble, Trouble } from "@/api/trouble";

/** How often a busy server is asked again by itself. */
const PATIENCE = 3;

/** Asks the server. A busy one says when to come back: then `onWait` is told, and it is asked again a few
 * times. Fails as `Trouble`, or as an `AbortError` if nobody waits any more. */
export async function ask(form: Form, signal: AbortSignal, onWait: () => void): Promise<Answer> {
  for (let left = PATIENCE; ; left -= 1) {
    try {
      return await recommend(api, form, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      const trouble = asTrouble(thrown);
      if (trouble.kind !== "busy" || trouble.seconds === undefined || left === 0) throw trouble;
      onWait();
      await pause(trouble.seconds, signal);
    }
  }
}

/** Why a list is empty: there is nothing in the library, or nothing of it may be offered. */
export async function whyEmpty(): Promise<Trouble> {
  const { data } = await api.GET("/readyz");
  return new Trouble(data?.tracks === 0 ? "empty" : "nothing");
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
