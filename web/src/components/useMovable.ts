import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { Point } from "@/question/subject";
import { pointAt, within } from "./plane";

/** How far a key moves the point, and how long the next one is waited for, in milliseconds. */
const STEP = 0.1;
const PATIENCE = 350;

/** A point that is dragged, or moved with keys. It is told where it is left: at once when it is let go,
 * and a moment after the last key. */
export function useMovable(at: Point, say: (point: Point) => void) {
  const thumb = useRef<SVGGElement>(null);
  const [held, setHeld] = useState<Point>();
  const timer = useRef<number>(undefined);
  // What was asked for is where it is now; until the answer is here, it stays where it was put.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is what lets it go
  useEffect(() => setHeld(undefined), [at.valence, at.arousal]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const moved = held ?? at;

  const drag = (event: PointerEvent<SVGSVGElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setHeld(pointUnder(event));
  };
  return {
    thumb,
    moved,
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      thumb.current?.focus({ preventScroll: true });
      setHeld(pointUnder(event));
    },
    onPointerMove: drag,
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => say(pointUnder(event)),
    onKeyDown: (event: KeyboardEvent) => {
      const [right, up] = DIRECTIONS[event.key] ?? [0, 0];
      if (right === 0 && up === 0) return;
      event.preventDefault();
      const point = within({
        valence: moved.valence + STEP * right,
        arousal: moved.arousal + STEP * up,
      });
      setHeld(point);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => say(point), PATIENCE);
    },
  };
}

const DIRECTIONS: Record<string, [right: number, up: number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function pointUnder({ clientX, clientY, currentTarget }: PointerEvent<SVGSVGElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect();
  return pointAt((clientX - left) / width, (clientY - top) / height);
}
