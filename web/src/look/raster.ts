// Draws points into a picture in memory, and finds them again. A hundred thousand of them take a few
// milliseconds on any machine, with or without a graphics card, and the picture is the same on all. Pure.
import type { Groups } from "./groups";
import type { Points } from "./points";
import { placeOf, type Size, scaleOf, type View } from "./view";

/** Pixels that are drawn beyond each side of what is seen, so that points at its edge need no care. */
export const MARGIN = 16;
/** The opacity that is none; opacities are whole numbers up to it. */
const OPAQUE = 256;
/** Places inside a pixel, along each side, at which it is asked whether a dot covers it. */
const SAMPLES = 4;

/** A picture: 0xAABBGGRR for each pixel, row by row, `MARGIN` included. */
export interface Picture {
  pixels: Uint32Array<ArrayBuffer>;
  /** What is seen of it, in pixels. */
  size: Size;
}

/** Red, green and blue, each from 0 to 255. */
export type Colour = [red: number, green: number, blue: number];

/** What is to be seen of the points. */
export interface Look {
  groups: Groups;
  /** For each group whether it is shown. */
  shown: boolean[];
  /** For each group what it is drawn in. */
  colours: Colour[];
  ground: Colour;
  /** Of a dot, in pixels, at most `MARGIN`. */
  radius: number;
  /** Of a dot, from 0 to 1. */
  opacity: number;
}

export function pictureOf(size: Size): Picture {
  return { pixels: new Uint32Array((size.width + 2 * MARGIN) * (size.height + 2 * MARGIN)), size };
}

/** Draws the points as `view` shows them; later ones lie over earlier ones. */
export function draw({ pixels, size }: Picture, points: Points, view: View, look: Look): void {
  pixels.fill(packed(look.ground));
  const stride = size.width + 2 * MARGIN;
  const [offsets, opacities] = dot(look.radius, look.opacity, stride);
  const colours = Uint32Array.from(look.colours, packed);
  const shown = Uint8Array.from(look.shown, Number);
  const { of } = look.groups;
  const { x: middle, y: level } = placeOf({ valence: 0, arousal: 0 }, view, size);
  const scale = scaleOf(view, size);
  const [right, bottom] = [size.width + MARGIN, size.height + MARGIN];
  // Plain loops over plain numbers: this runs a million times a frame.
  for (let point = 0; point < points.count; point += 1) {
    const group = of[point] as number;
    const x = Math.floor(middle + scale * (points.valence[point] as number)) + MARGIN;
    const y = Math.floor(level - scale * (points.arousal[point] as number)) + MARGIN;
    if (!shown[group] || x < MARGIN || y < MARGIN || x >= right || y >= bottom) continue;
    const colour = colours[group] as number;
    const [redBlue, green] = [colour & 0xff00ff, colour & 0x00ff00];
    const place = y * stride + x;
    for (let part = 0; part < offsets.length; part += 1) {
      const pixel = place + (offsets[part] as number);
      const [over, under] = [opacities[part] as number, OPAQUE - (opacities[part] as number)];
      const before = pixels[pixel] as number;
      const mixedRedBlue = Math.imul(before & 0xff00ff, under) + Math.imul(redBlue, over);
      const mixedGreen = Math.imul(before & 0x00ff00, under) + Math.imul(green, over);
      pixels[pixel] =
        0xff000000 | ((mixedRedBlue >>> 8) & 0xff00ff) | ((mixedGreen >>> 8) & 0x00ff00);
    }
  }
}

/** The point that is shown nearest to `place` and no farther than `reach` from it; `undefined` if there is
 * none. */
export function pick(
  points: Points,
  groups: Groups,
  shown: boolean[],
  place: { valence: number; arousal: number },
  reach: number,
): number | undefined {
  let [nearest, distance] = [undefined as number | undefined, reach * reach];
  for (let point = 0; point < points.count; point += 1) {
    const right = (points.valence[point] as number) - place.valence;
    const up = (points.arousal[point] as number) - place.arousal;
    const square = right * right + up * up;
    if (square <= distance && shown[groups.of[point] as number])
      [nearest, distance] = [point, square];
  }
  return nearest;
}

/** How large a dot is, in the unit of `size`, and how opaque: small and faint where there are many, larger
 * the nearer they are. */
export function dotFor(count: number, view: View, size: Size): [radius: number, opacity: number] {
  const side = Math.min(size.width, size.height);
  const room = side / Math.sqrt(Math.max(1, count));
  const radius = Math.min(6, Math.max(1.1, 0.13 * room + 1)) * view.zoom ** 0.35;
  return [Math.min(radius, 9), Math.min(0.85, Math.max(0.5, 0.4 + 0.02 * room * view.zoom))];
}

/** The pixels around a dot's own that it covers: where they are, and how opaque it is there. */
function dot(radius: number, opacity: number, stride: number): [Int32Array, Int32Array] {
  const offsets: number[] = [];
  const opacities: number[] = [];
  const reach = Math.min(MARGIN, Math.ceil(radius));
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const over = Math.round(OPAQUE * opacity * covered(x, y, radius));
      if (over === 0) continue;
      offsets.push(y * stride + x);
      opacities.push(over);
    }
  }
  return [Int32Array.from(offsets), Int32Array.from(opacities)];
}

/** The share of a pixel that lies in the disc around the middle of the pixel at 0, 0. */
function covered(x: number, y: number, radius: number): number {
  let inside = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const right = x + ((sample % SAMPLES) + 0.5) / SAMPLES - 0.5;
    const down = y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - 0.5;
    if (right * right + down * down <= radius * radius) inside += 1;
  }
  return inside / (SAMPLES * SAMPLES);
}

function packed([red, green, blue]: Colour): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
