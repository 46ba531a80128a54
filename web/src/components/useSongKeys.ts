import { useEffect } from "react";

/** What keys do with the songs of a list, which are known by their places. */
interface SongKeys {
  /** The place of the song that the player has in hand; -1 if it has none of them. */
  inHand: () => number;
  /** Plays or pauses the song in hand, or the first one. */
  toggle: () => void;
  move: (to: number) => void;
  like: (place: number) => void;
  skip: (place: number) => void;
}

/** What takes keys for itself. */
const CONTROLS =
  "a, button, input, select, textarea, summary, dialog, [contenteditable], [tabindex]";

/** Listens to the keys of the whole page. In the list, arrows move, L likes and S skips. Where the focus is on
 * nothing, space plays and pauses, and left and right move; up and down scroll the page as ever. Letters
 * count in the list alone, so that nobody who speaks to the page likes a song by chance (WCAG 2.1.4). */
export function useSongKeys(keys: SongKeys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isForOthers(event)) return;
      const place = placeOf(event.target);
      const taken = place === undefined ? onPage(event, keys) : inList(event, place, keys);
      if (taken) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}

/** Whether a key meant something for the song that has the focus. */
function inList({ key }: KeyboardEvent, place: number, { move, like, skip }: SongKeys): boolean {
  switch (key.toLowerCase()) {
    case "arrowdown":
    case "arrowright":
      move(place + 1);
      return true;
    case "arrowup":
    case "arrowleft":
      move(place - 1);
      return true;
    case "l":
      like(place);
      return true;
    case "s":
      skip(place);
      return true;
    default:
      return false;
  }
}

/** Whether a key meant something where no control has the focus. */
function onPage({ key, target, repeat }: KeyboardEvent, keys: SongKeys): boolean {
  if (target instanceof Element && target.closest(CONTROLS)) return false;
  switch (key) {
    case " ":
      // Whoever holds the key does not want to hear it again and again.
      if (!repeat) keys.toggle();
      return true;
    case "ArrowRight":
      keys.move(keys.inHand() + 1);
      return true;
    case "ArrowLeft":
      keys.move(Math.max(0, keys.inHand() - 1));
      return true;
    default:
      return false;
  }
}

/** The place of the song that an element belongs to. */
function placeOf(target: EventTarget | null): number | undefined {
  const item = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
  return item ? Number(item.dataset.place) : undefined;
}

/** Whether a key is for the field that has the focus, for what lies over the page, for the browser, or was for
 * somebody else. */
function isForOthers(event: KeyboardEvent): boolean {
  const { target, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  const theirs = ctrlKey || metaKey || altKey || defaultPrevented;
  return (
    theirs || target instanceof HTMLInputElement || document.querySelector("dialog:modal") !== null
  );
}
