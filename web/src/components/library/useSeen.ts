import { type RefObject, useEffect, useState } from "react";

/** What is seen of rows that are scrolled, in pixels. */
export interface Seen {
  /** How much of the rows is above. */
  top: number;
  /** How much of them is seen. */
  height: number;
  /** How high a row is. */
  row: number;
}

const NOTHING: Seen = { top: 0, height: 0, row: 0 };

/** What is seen of the rows in `scroller`, below a head that stays. A row is as high as the style sheet
 * says: `--row`, a length in rem. */
export function useSeen(
  scroller: RefObject<HTMLElement | null>,
  head: RefObject<HTMLElement | null>,
): Seen {
  const [seen, setSeen] = useState(NOTHING);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const row = rem() * Number.parseFloat(getComputedStyle(element).getPropertyValue("--row"));
      const height = element.clientHeight - (head.current?.offsetHeight ?? 0);
      // What is drawn is the same for all places within a row.
      const top = Math.floor(element.scrollTop / row) * row;
      setSeen((seen) =>
        seen.top === top && seen.height === height && seen.row === row
          ? seen
          : { top, height, row },
      );
    };
    const watch = new ResizeObserver(look);
    watch.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, head]);
  return seen;
}

function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
