// The element itself: a photo is chosen, the server is asked, songs are listed, played and chosen.
import {
  type Access,
  type Answer,
  audioUrl,
  createClient,
  decode,
  headersOf,
  isPhoto,
  type Recommendation,
  recommend,
  shrink,
  stretchOf,
} from "@vibelens/client";
import { Frame } from "./frame.js";
import { type Part, Player } from "./player.js";
import { songOf } from "./song.js";
import { type Trouble, trouble, troubleOf } from "./trouble.js";
import { tongueOf, type Words, wordsIn } from "./words.js";

declare global {
  interface HTMLElementTagNameMap {
    "vibelens-picker": VibelensPicker;
  }
  interface HTMLElementEventMap {
    "vibelens-select": CustomEvent<Recommendation>;
    "vibelens-error": CustomEvent<Trouble>;
  }
}

export class VibelensPicker extends HTMLElement {
  static readonly observedAttributes = ["tongue"];

  readonly #player = new Player();
  readonly #frame: Frame;
  /** What was chosen last. */
  #file: File | undefined;
  /** What is sent of it. */
  #photo: Blob | undefined;
  /** Ends what is asked, once nobody waits for it. */
  #asked = new AbortController();

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    this.#frame = new Frame(root, (file) => void this.#take(file));
    this.#frame.again.addEventListener("click", () => void this.#ask());
    root.append(this.#player.audio);
  }

  connectedCallback(): void {
    this.#frame.speak(tongueOf(this), this.#words);
  }

  disconnectedCallback(): void {
    this.#asked.abort();
    this.#player.stop();
  }

  attributeChangedCallback(): void {
    if (!this.isConnected) return;
    this.#frame.speak(tongueOf(this), this.#words);
    // Captions and reasons are the server's: it says them anew.
    if (this.#photo) void this.#ask();
  }

  get #words(): Words {
    return wordsIn(tongueOf(this));
  }

  get #access(): Access {
    const endpoint = this.getAttribute("endpoint") ?? "";
    return { endpoint, key: this.getAttribute("key") ?? "" };
  }

  async #take(file: File): Promise<void> {
    this.#asked.abort();
    this.#player.stop();
    this.#file = file;
    this.#photo = undefined;
    if (!isPhoto(file)) {
      this.#refuse(trouble("unsupported", 415, this.#words));
      return;
    }
    const bitmap = await decode(file);
    // Another one may have been chosen meanwhile.
    if (file === this.#file) await this.#send(file, bitmap);
  }

  /** Asks with the picture, made small; one that cannot be decoded here is sent as it is:
   * the server can, or says in words why not. */
  async #send(file: File, bitmap: ImageBitmap | undefined): Promise<void> {
    const { canvas } = this.#frame;
    canvas.hidden = !bitmap;
    const small = bitmap && (await shrink(bitmap, canvas));
    if (file !== this.#file) return;
    this.#photo = small ?? file;
    await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asked.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    this.#player.stop();
    this.#frame.wait(this.#words);
    try {
      const answer = await this.#answer(signal);
      if (!signal.aborted) this.#show(answer);
    } catch (thrown) {
      if (!signal.aborted) this.#refuse(troubleOf(thrown, this.#words));
    }
  }

  async #answer(signal: AbortSignal): Promise<Answer> {
    const limit = this.hasAttribute("limit") ? Number(this.getAttribute("limit")) : null;
    const image = this.#photo ? [this.#photo] : [];
    const form = { image, limit, tongue: tongueOf(this) };
    return recommend(createClient(this.#access), form, signal);
  }

  #show({ recommendations, sight, advice }: Answer): void {
    const words = this.#words;
    if (recommendations.length === 0) {
      this.#refuse(trouble("nothing", 200, words));
      return;
    }
    this.#frame.list.append(...recommendations.map((song) => this.#item(song, words)));
    const found = words.found(recommendations.length);
    this.#frame.answer(sight.caption, advice ? `${found}. ${advice}` : found);
  }

  #item(recommendation: Recommendation, words: Words): HTMLLIElement {
    const access = this.#access;
    const part: Part = {
      stretch: stretchOf(recommendation),
      source: () => sourceOf(access, recommendation.track.id),
      tell: (state, at) => {
        song.show(state, at);
        if (state === "silent") this.#tell("vibelens-error", trouble("silent", 0, words));
      },
    };
    const song = songOf(recommendation, words, {
      toggle: () => this.#player.toggle(part),
      choose: () => this.#choose(song.item, recommendation),
    });
    song.show("paused", part.stretch.from);
    return song.item;
  }

  /** Marks the song as the chosen one, and tells the site. */
  #choose(chosen: HTMLLIElement, recommendation: Recommendation): void {
    for (const item of this.#frame.list.children) {
      const button = item.querySelector("[aria-pressed]");
      button?.setAttribute("aria-pressed", String(item === chosen));
    }
    this.#tell("vibelens-select", recommendation);
  }

  #refuse(told: Trouble): void {
    const then = this.#photo && told.status !== 415 ? "try again" : "choose another";
    this.#frame.refuse(told.message, then);
    this.#tell("vibelens-error", told);
  }

  #tell(name: "vibelens-select" | "vibelens-error", detail: Recommendation | Trouble): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** Where the audio is played from. An audio element sends no key: where there is one, the file is fetched. */
async function sourceOf(access: Access, track: string): Promise<string> {
  const url = audioUrl(access, track);
  if (!access.key) return url;
  const response = await fetch(url, { headers: headersOf(access) });
  if (!response.ok) throw new Error(`the audio was answered with ${response.status}`);
  return URL.createObjectURL(await response.blob());
}
