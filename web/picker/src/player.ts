// Plays passages from their start to their end and no further; of all the pickers on a page, one at a time.
import type { Stretch } from "@vibelens/client";

export type State = "playing" | "paused" | "ended" | "silent";

/** What can be played, and who is told how that goes. */
export interface Part {
  stretch: Stretch;
  /** Gives the address of the audio; fails if there is none to be had. */
  source: () => Promise<string>;
  tell: (state: State, at: number) => void;
}

export class Player {
  /** The player that is heard, of all on the page. */
  static #heard: Player | undefined;

  readonly audio = document.createElement("audio");
  #part: Part | undefined;
  #plays = false;

  constructor() {
    // Frames stand still behind other windows; this event does not.
    this.audio.addEventListener("timeupdate", () => this.#tick());
    this.audio.addEventListener("ended", () => this.#finish());
    this.audio.addEventListener("error", () => this.#fail(this.#part));
  }

  /** Plays the part, goes on with it where it was paused, or pauses it. */
  toggle(part: Part): void {
    if (this.#plays && this.#part === part) this.pause();
    else void this.#play(part);
  }

  pause(): void {
    if (!this.#plays) return;
    this.#plays = false;
    this.audio.pause();
    this.#tell("paused");
  }

  /** Pauses, and forgets what it held. */
  stop(): void {
    this.pause();
    this.#part = undefined;
    this.#load("");
  }

  async #play(part: Part): Promise<void> {
    if (Player.#heard !== this) Player.#heard?.pause();
    Player.#heard = this;
    const another = part !== this.#part;
    if (another) this.pause();
    this.#part = part;
    this.#plays = true;
    part.tell("playing", another ? part.stretch.from : this.audio.currentTime);
    try {
      await this.#start(part, another);
    } catch (error) {
      // Whoever chose another song meanwhile, or paused, interrupted this one; that is no failure.
      if (!(error instanceof DOMException && error.name === "AbortError")) this.#fail(part);
    }
  }

  async #start(part: Part, another: boolean): Promise<void> {
    if (another || !this.audio.src) {
      this.#load("");
      const source = await part.source();
      if (part !== this.#part) return;
      this.#load(source);
      this.audio.currentTime = part.stretch.from;
    }
    if (!this.#plays) return;
    await this.audio.play();
    this.#follow(part);
  }

  /** Holds the audio at an address, or nothing. */
  #load(source: string): void {
    const { src } = this.audio;
    if (src.startsWith("blob:")) URL.revokeObjectURL(src);
    if (source) this.audio.src = source;
    else this.audio.removeAttribute("src");
    this.audio.load();
  }

  /** Looks frame by frame where it is, as long as the part plays. */
  #follow(part: Part): void {
    this.#tick();
    if (this.#plays && this.#part === part) requestAnimationFrame(() => this.#follow(part));
  }

  #tick(): void {
    const { currentTime, seeking, paused } = this.audio;
    if (!this.#plays || !this.#part || seeking || paused) return;
    if (this.#part.stretch.to <= currentTime) this.#finish();
    else this.#tell("playing");
  }

  #finish(): void {
    if (!this.#plays || !this.#part) return;
    this.#plays = false;
    this.audio.pause();
    this.audio.currentTime = this.#part.stretch.from;
    this.#part.tell("ended", this.#part.stretch.from);
  }

  #fail(part: Part | undefined): void {
    if (!this.#plays || part !== this.#part) return;
    this.#plays = false;
    // It is fetched anew when it is asked for again.
    this.#part = undefined;
    part?.tell("silent", part.stretch.from);
  }

  #tell(state: State): void {
    this.#part?.tell(state, this.audio.currentTime);
  }
}
