import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { HOME, moved, type Place, type Size, type View, zoomed } from "./view";

/** How far a pointer may stray, in pixels, and still only have pointed. */
const STILL = 5;
/** How much nearer a step of the buttons and keys comes. */
export const STEP = 1.5;
/** How far an arrow key moves, in pixels. */
const PACE = 60;
/** How much nearer a pixel of the wheel comes, and how many pixels a line and a page of it are. */
const WHEEL = 1.0018;
const WHEEL_UNITS = [1, 20, 400];

interface Told {
  /** Somebody pointed at a place without moving the map, or chose its middle with a key. */
  point: (place: Place, by: "pointer" | "key") => void;
  /** A mouse is over a place, or over none any more. */
  hover: (place: Place | undefined) => void;
}

/** What is seen of the map, and what moves it: pointers, wheel and keys. `field` is what they are over. */
export function useView(field: HTMLElement | null, size: Size, { point, hover }: Told) {
  const [view, setView] = useState<View>(HOME);
  const held = useRef(new Map<number, Place>());
  const way = useRef(0);
  const middle = { x: size.width / 2, y: size.height / 2 };
  const zoom = (factor: number, at = middle) => setView((view) => zoomed(view, factor, at, size));
  const home = () => setView(HOME);
  const pace = (right: number, down: number) => {
    const after = { x: middle.x - PACE * right, y: middle.y - PACE * down };
    setView((view) => moved(view, middle, after, size));
  };

  // React listens to wheels passively, and could not keep the page from scrolling.
  useEffect(() => {
    const wheel = (event: WheelEvent) => {
      if (view.zoom === 1 && event.deltaY > 0) return;
      event.preventDefault();
      const pixels = event.deltaY * (WHEEL_UNITS[event.deltaMode] ?? 1);
      const at = field ? placeIn(field, event) : { x: 0, y: 0 };
      setView((view) => zoomed(view, WHEEL ** -pixels, at, size));
    };
    field?.addEventListener("wheel", wheel, { passive: false });
    return () => field?.removeEventListener("wheel", wheel);
  }, [field, size, view.zoom]);

  const move = (event: PointerEvent<HTMLElement>) => {
    const at = placeIn(event.currentTarget, event);
    const before = held.current.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") hover(at);
      return;
    }
    const other = [...held.current].find(([id]) => id !== event.pointerId)?.[1];
    held.current.set(event.pointerId, at);
    way.current += Math.hypot(at.x - before.x, at.y - before.y);
    if (way.current <= STILL) return;
    hover(undefined);
    setView((view) =>
      other ? pinched(view, before, at, other, size) : moved(view, before, at, size),
    );
  };
  const leave = (event: PointerEvent) => held.current.delete(event.pointerId);

  return {
    view,
    zoom,
    home,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        if (held.current.size === 0) way.current = 0;
        held.current.set(event.pointerId, placeIn(event.currentTarget, event));
      },
      onPointerMove: move,
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        const single = leave(event) && held.current.size === 0;
        if (single && way.current <= STILL) point(placeIn(event.currentTarget, event), "pointer");
      },
      onPointerCancel: leave,
      onPointerLeave: () => hover(undefined),
      onKeyDown: keys({ move: pace, zoom, home, choose: () => point(middle, "key") }),
    },
  };
}

interface Acts {
  move: (right: number, down: number) => void;
  zoom: (factor: number) => void;
  home: () => void;
  choose: () => void;
}

/** What keys do on the map. */
function keys({ move, zoom, home, choose }: Acts): (event: KeyboardEvent) => void {
  const acts: Record<string, () => void> = {
    arrowright: () => move(1, 0),
    arrowleft: () => move(-1, 0),
    arrowup: () => move(0, -1),
    arrowdown: () => move(0, 1),
    "+": () => zoom(STEP),
    "=": () => zoom(STEP),
    "-": () => zoom(1 / STEP),
    "0": home,
    enter: choose,
    " ": choose,
  };
  return (event) => {
    const act = acts[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
}

/** The view after one finger went from `before` to `after` while another one rested. */
function pinched(view: View, before: Place, after: Place, other: Place, size: Size): View {
  const between = (place: Place) => ({ x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 });
  const apart = (place: Place) => Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
  const shifted = moved(view, between(before), between(after), size);
  return zoomed(shifted, apart(after) / apart(before), between(after), size);
}

function placeIn(
  field: Element,
  { clientX, clientY }: { clientX: number; clientY: number },
): Place {
  const { left, top } = field.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
