// What stands in the picker at all times: where a photo is chosen, what is seen in it, what is going on or
// wrong, and the place for the songs.
import { make } from "./dom.js";
import css from "./picker.css";
import type { Tongue, Words } from "./words.js";

export class Frame {
  readonly canvas = make("canvas", { role: "img" });
  readonly list = make("ol");
  /** Tries again what went wrong. */
  readonly again = make("button", { type: "button", class: "main" });
  readonly #input = make("input", { type: "file", accept: "image/*,.heic,.heif" });
  readonly #label = make("span");
  readonly #hint = make("span", { class: "hint" });
  /** Captions are English, whatever tongue the rest is in. */
  readonly #caption = make("figcaption", { lang: "en" });
  readonly #figure = make("figure", {}, this.canvas, this.#caption);
  readonly #status = make("p", { role: "status", class: "hint" });
  readonly #alert = make("div", { role: "alert", class: "alert" });
  readonly #all: HTMLElement;

  /** Stands in `root`; `onFile` is told of the photo that is chosen or dropped. */
  constructor(root: ShadowRoot, onFile: (file: File) => void) {
    const button = make("label", { class: "button main" }, this.#input, this.#label);
    const drop = make("div", { class: "drop" }, button, this.#hint);
    this.#all = make("div", {}, drop, this.#figure, this.#status, this.#alert, this.list);
    this.#all.className = "picker";
    this.#figure.hidden = true;
    this.list.hidden = true;
    root.adoptedStyleSheets = [sheet()];
    root.append(this.#all);
    this.#listen(drop, onFile);
  }

  /** Says all that is always said. */
  speak(tongue: Tongue, words: Words): void {
    this.#all.lang = tongue;
    this.#label.textContent = this.#figure.hidden ? words.choose : words.another;
    this.#hint.textContent = words.drop;
    this.again.textContent = words.again;
    this.list.setAttribute("aria-label", words.songs);
    if (!this.#caption.textContent) this.canvas.setAttribute("aria-label", words.photo);
  }

  /** Shows that the photo on the canvas is looked at. */
  wait(words: Words): void {
    this.clear();
    this.#figure.hidden = false;
    this.#label.textContent = words.another;
    this.canvas.setAttribute("aria-label", words.photo);
    this.#status.textContent = words.looking;
  }

  /** Shows what was seen, and songs that are in the list, with what there is to say of them. */
  answer(caption: string, said: string): void {
    this.#caption.textContent = caption;
    if (caption) this.canvas.setAttribute("aria-label", caption);
    this.#status.textContent = said;
    this.list.hidden = this.list.childElementCount === 0;
  }

  /** Says what is wrong, instead of songs. */
  refuse(message: string, then: "try again" | "choose another"): void {
    this.clear();
    this.#alert.append(make("p", {}, message));
    if (then === "try again") this.#alert.append(this.again);
  }

  /** Leaves nothing of the last answer but the photo. */
  clear(): void {
    // Whoever pressed it with a key is not to be lost when it goes.
    if (this.again.matches(":focus")) this.#input.focus();
    this.#caption.textContent = "";
    this.#status.textContent = "";
    this.#alert.replaceChildren();
    this.list.replaceChildren();
    this.list.hidden = true;
  }

  #listen(drop: HTMLElement, onFile: (file: File) => void): void {
    const take = (file: File | undefined) => file && onFile(file);
    this.#input.addEventListener("change", () => {
      take(this.#input.files?.[0]);
      // The same photo can be chosen again.
      this.#input.value = "";
    });
    drop.addEventListener("dragover", (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      take(event.dataTransfer?.files[0]);
    });
  }
}

let shared: CSSStyleSheet | undefined;

/** The style of all pickers: made by a script, it needs no leave of the site's policy. */
function sheet(): CSSStyleSheet {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(css);
  }
  return shared;
}
