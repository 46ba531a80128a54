// Which rows of a long list are to be seen, and which of its pages they are on: arithmetic alone.

/** Rows from `first` up to, but without, `end`. */
export interface Span {
  first: number;
  end: number;
}

/** How many rows are drawn beyond each edge, so that a quick hand finds them there. */
const BEYOND = 8;

/** The rows to draw of `count`, each `row` pixels high, when `height` pixels are seen from `top` on. */
export function spanOf(top: number, height: number, row: number, count: number): Span {
  if (row <= 0) return { first: 0, end: 0 };
  const first = Math.max(0, Math.floor(top / row) - BEYOND);
  const end = Math.min(count, Math.ceil((top + height) / row) + BEYOND);
  return { first: Math.min(first, end), end };
}

/** The pages of `size` rows that a span lies on. */
export function pagesOf({ first, end }: Span, size: number): number[] {
  if (end <= first) return [];
  const from = Math.floor(first / size);
  const to = Math.floor((end - 1) / size);
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}

/** Where to scroll so that row `place` is wholly seen: as near to `top` as possible. */
export function revealed(place: number, top: number, height: number, row: number): number {
  return Math.min(Math.max(top, (place + 1) * row - height), place * row);
}

/** The row that a key leads to from row `place`, of `count` with `seen` on a screen; `undefined` for any
 * other key. */
export function placeAfter(
  key: string,
  place: number,
  count: number,
  seen: number,
): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: Math.max(1, seen - 1),
    PageUp: -Math.max(1, seen - 1),
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  return Math.max(0, Math.min(count - 1, place + step));
}
