// Which part of the plane of feelings is seen, and where its points lie on the screen. Pure.
import type { Point } from "@/question/subject";

/** What is seen: the plane around a point, so many times as large as when all of it is seen. */
export interface View extends Point {
  zoom: number;
}

/** How large the map is on the screen, in any unit. */
export interface Size {
  width: number;
  height: number;
}

/** A place on the map, from its left upper corner. */
export interface Place {
  x: number;
  y: number;
}

export const HOME: View = { valence: 0, arousal: 0, zoom: 1 };
export const MOST_ZOOM = 40;
/** The part of the shorter side that the whole plane takes; the rest is the edge. */
const INNER = 0.86;

/** How long the way from 0 to 1 is on the screen. */
export function scaleOf({ zoom }: View, { width, height }: Size): number {
  return (zoom * INNER * Math.min(width, height)) / 2;
}

export function placeOf(point: Point, view: View, size: Size): Place {
  const scale = scaleOf(view, size);
  return {
    x: size.width / 2 + scale * (point.valence - view.valence),
    y: size.height / 2 - scale * (point.arousal - view.arousal),
  };
}

export function pointAt({ x, y }: Place, view: View, size: Size): Point {
  const scale = scaleOf(view, size);
  return {
    valence: view.valence + (x - size.width / 2) / scale,
    arousal: view.arousal - (y - size.height / 2) / scale,
  };
}

/** The view after what was at `before` on the screen was moved to `after`. */
export function moved(view: View, before: Place, after: Place, size: Size): View {
  const scale = scaleOf(view, size);
  return within({
    ...view,
    valence: view.valence - (after.x - before.x) / scale,
    arousal: view.arousal + (after.y - before.y) / scale,
  });
}

/** The view `factor` times as near; what is at `place` stays where it is. */
export function zoomed(view: View, factor: number, place: Place, size: Size): View {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, factor * view.zoom));
  const under = pointAt(place, view, size);
  const share = view.zoom / zoom;
  return within({
    zoom,
    valence: under.valence + (view.valence - under.valence) * share,
    arousal: under.arousal + (view.arousal - under.arousal) * share,
  });
}

/** The nearest view that does not leave the plane: seen whole, it stays in the middle. */
function within({ valence, arousal, zoom }: View): View {
  const most = 1 - 1 / zoom;
  const bounded = (value: number) => Math.min(most, Math.max(-most, value)) || 0;
  return { valence: bounded(valence), arousal: bounded(arousal), zoom };
}
