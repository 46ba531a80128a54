/** How many bars a track is drawn with at most. */
const BARS = 120;
/** The height of a silent bar, of 1. */
const LEAST = 0.06;

/**
 * The outline of a track as an SVG path in a box of `length` × 2 around y = 0: a bar for each moment, as high
 * as it is loud. `step` is the time from one level to the next, in the unit of `length`.
 */
export function wave(levels: readonly number[], step: number): string {
  const together = Math.max(1, Math.ceil(levels.length / BARS));
  const width = together * step;
  const bars: string[] = [];
  for (let first = 0; first < levels.length; first += together) {
    const height = Math.max(LEAST, ...levels.slice(first, first + together)).toFixed(2);
    const x = (first * step + 0.2 * width).toFixed(2);
    bars.push(`M${x} -${height}h${(0.6 * width).toFixed(2)}V${height}H${x}Z`);
  }
  return bars.join("");
}
