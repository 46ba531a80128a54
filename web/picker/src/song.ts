// One song of the list: what it is, why it is offered, its passage to play, and the way to choose it.
import { type Recommendation, type Stretch, stretchOf } from "@vibelens/client";
import { icon, make } from "./dom.js";
import type { State } from "./player.js";
import type { Words } from "./words.js";

export interface Song {
  item: HTMLLIElement;
  /** Shows how its passage plays. */
  show: (state: State, at: number) => void;
}

/** What somebody can do with a song. */
export interface Deeds {
  toggle: () => void;
  choose: () => void;
}

/** Seconds as minutes: `1:05`. */
function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function songOf(recommendation: Recommendation, words: Words, deeds: Deeds): Song {
  const { track } = recommendation;
  const item = make("li", { class: "song" });
  const take = make("button", { type: "button", "aria-pressed": "false" }, words.take);
  take.setAttribute("aria-label", words.takeTitle(track.title));
  take.addEventListener("click", deeds.choose);
  if (!track.has_audio) {
    item.append(make("span", { class: "hint mute" }, words.wordsOnly), told(recommendation, words));
    item.append(take);
    return { item, show: () => {} };
  }
  const { button, place, show } = playing(recommendation, words, deeds.toggle);
  item.append(button, told(recommendation, words, place), take);
  return { item, show: (state, at) => show(item, state, at) };
}

/** What is to be read of it; without audio there is no place to show. */
function told({ track, line, why }: Recommendation, words: Words, place?: Node): HTMLElement {
  const title = make("p", { class: "title" }, track.title);
  if (track.explicit) title.append(" ", make("span", { class: "mark" }, words.explicit));
  const text = make("div", {}, title);
  text.append(make("p", { class: "hint" }, track.artist || words.unknownArtist));
  if (line) text.append(make("p", { class: "line" }, line));
  text.append(make("p", {}, why));
  if (place) text.append(place);
  return text;
}

/** The button that plays it, and where in its passage it is. */
function playing(recommendation: Recommendation, words: Words, toggle: () => void) {
  const { passage, track } = recommendation;
  const stretch = stretchOf(recommendation);
  const button = make("button", { type: "button", class: "round" });
  button.addEventListener("click", toggle);
  const bar = make("progress", { max: String(stretch.to - stretch.from), "aria-hidden": "true" });
  const times = make("span", {}, timesOf(stretch, passage.approximate, words));
  const silent = make("p", { class: "bad", role: "alert" });
  const show = (item: HTMLElement, state: State, at: number) => {
    item.dataset.state = state;
    const name = state === "playing" ? words.pause : words.play;
    button.setAttribute("aria-label", name(track.title));
    button.replaceChildren(icon(state === "playing" ? "pause" : "play"));
    bar.value = Math.max(0, at - stretch.from);
    silent.textContent = state === "silent" ? words.trouble.silent : "";
  };
  return { button, place: make("div", { class: "place hint" }, bar, times, silent), show };
}

function timesOf({ from, to }: Stretch, approximate: boolean, words: Words): string {
  return approximate ? words.around(minutes(from)) : `${minutes(from)}–${minutes(to)}`;
}
