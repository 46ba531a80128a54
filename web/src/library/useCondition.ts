import { useEffect, useRef, useState } from "react";
import type { Condition } from "@/api/client";

const EVENTS = "/api/v1/library/events";
/** Milliseconds until a server that refused is asked again. */
const PAUSE = 3000;

export interface Watched {
  /** How the library was when the server last told. */
  condition: Condition | undefined;
  /** Whether the server does not answer. */
  away: boolean;
  /** How often it was reached: more once it is back. */
  reached: number;
}

const UNKNOWN: Watched = { condition: undefined, away: false, reached: 0 };

/** How the library is, as the server tells it; a server that is away is asked again and again. */
export function useCondition(): Watched {
  const [watched, setWatched] = useState(UNKNOWN);
  useEffect(() => {
    let events: EventSource;
    let timer: number | undefined;
    const begin = () => {
      events = new EventSource(EVENTS);
      events.onopen = () =>
        setWatched((watched) => ({ ...watched, away: false, reached: watched.reached + 1 }));
      events.onmessage = ({ data }) =>
        setWatched((watched) => ({ ...watched, condition: JSON.parse(data) }));
      events.onerror = () => {
        setWatched((watched) => ({ ...watched, away: true }));
        // A connection that breaks is made again by the browser, one that was refused is not.
        if (events.readyState === EventSource.CLOSED) timer = window.setTimeout(begin, PAUSE);
      };
    };
    begin();
    return () => {
      window.clearTimeout(timer);
      events.close();
    };
  }, []);
  return watched;
}

/** `value`, which changes at most once in `pause` milliseconds. */
export function useCalm<Value>(value: Value, pause: number): Value {
  const [calm, setCalm] = useState(value);
  const changed = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const settle = () => {
      changed.current = performance.now();
      setCalm(value);
    };
    const left = changed.current + pause - performance.now();
    const timer = window.setTimeout(settle, Math.max(0, left));
    return () => window.clearTimeout(timer);
  }, [value, pause]);
  return calm;
}
