// Plays passages: one at a time, from their start to their end and no further, with short fades, and with
// the next one loaded before it is asked for.
import { stretchOf } from "@vibelens/client";
import { audioOf, type Playable } from "@/api/client";

/** Seconds that a passage takes to come and to go. */
export const FADE = 0.3;
export interface Playing {
  /** The song that is in hand, played or paused. */
  song: Playable | undefined;
  state: "playing" | "paused" | "ended" | "silent";
  /** Where in the track it is, in seconds. */
  at: number;
}

/** An audio element, how loud it is, and what it holds. */
interface Deck {
  audio: HTMLAudioElement;
  gain: GainNode | undefined;
  song: Playable | undefined;
  /** Pauses it once it has faded. */
  leaving: number | undefined;
}

const NOTHING: Playing = { song: undefined, state: "paused", at: 0 };
/** Seconds that no ear tells apart. */
const CLOSE = 0.05;

export class Player {
  /** Told when a passage is begun, and when it was heard to its end. */
  onEvent: (event: "play" | "finish", song: Playable) => void = () => {};

  #playing: Playing = NOTHING;
  #listeners = new Set<() => void>();
  #context: AudioContext | undefined;
  /** The next frame that tells where it is. */
  #frame = 0;
  #current = this.#deck();
  #next = this.#deck();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  playing = (): Playing => this.#playing;

  /** Plays the song's passage, or goes on with it where it was paused. */
  async play(song: Playable): Promise<void> {
    const { song: before, state, at: left } = this.#playing;
    const goesOn = before !== undefined && isSame(before, song) && state === "paused";
    const at = goesOn ? left : stretchOf(song).from;
    this.#take(song);
    this.#tell({ song, state: "playing", at });
    if (!goesOn) this.onEvent("play", song);
    await this.#start(this.#current, at);
  }

  pause(): void {
    if (this.#playing.state !== "playing") return;
    this.#quiet(this.#current);
    this.#tell({ ...this.#playing, state: "paused" });
  }

  /** Goes on where it was paused, or pauses. */
  toggle(song: Playable): void {
    const { song: now, state } = this.#playing;
    if (state === "playing" && now && isSame(now, song)) this.pause();
    else void this.play(song);
  }

  /** Forgets the song in hand. */
  stop(): void {
    this.#quiet(this.#current);
    this.#tell(NOTHING);
  }

  /** Goes to `second` of the track, or as near as its passage reaches. */
  seek(song: Playable, second: number): void {
    const { from, to } = stretchOf(song);
    const at = Math.min(Math.max(second, from), Math.max(from, to - FADE));
    const { song: now, state } = this.#playing;
    const playing = state === "playing" && now !== undefined && isSame(now, song);
    // Another passage of the same track is on the same deck.
    if (!playing) this.#quiet(this.#current);
    this.#take(song);
    this.#tell({ song, at, state: playing ? "playing" : "paused" });
    if (playing) this.#current.audio.currentTime = at;
  }

  /** Loads the song that is likely to be played next, from where its passage starts. */
  preload(song: Playable | undefined): void {
    const { audio } = this.#next;
    if (!song?.track.has_audio || holds(this.#current, song)) return;
    if (audio.paused) this.#load(this.#next, song);
    else audio.addEventListener("pause", () => this.preload(song), { once: true });
  }

  #deck(): Deck {
    const audio = document.createElement("audio");
    audio.preload = "auto";
    document.body.append(audio);
    const deck: Deck = { audio, gain: undefined, song: undefined, leaving: undefined };
    // Whatever it waited for: from where it goes on, the fades are planned anew.
    for (const event of ["playing", "seeked"])
      audio.addEventListener(event, () => this.#fade(deck));
    // Frames stand still behind other windows; this event does not.
    audio.addEventListener("timeupdate", () => this.#tick(deck));
    audio.addEventListener("ended", () => this.#finish(deck));
    audio.addEventListener("error", () => this.#fail(deck));
    return deck;
  }

  /** Makes the deck that holds the song the current one; what was heard before fades. */
  #take(song: Playable): void {
    if (!holds(this.#current, song)) {
      this.#quiet(this.#current);
      [this.#current, this.#next] = [this.#next, this.#current];
    }
    this.#load(this.#current, song);
  }

  #load(deck: Deck, song: Playable): void {
    const loaded = holds(deck, song) && !deck.audio.error;
    // It may be another passage of the same track.
    deck.song = song;
    if (loaded) return;
    deck.audio.src = audioOf(song.track.id);
    deck.audio.currentTime = stretchOf(song).from;
  }

  async #start(deck: Deck, at: number): Promise<void> {
    window.clearTimeout(deck.leaving);
    this.#amplify(deck);
    if (CLOSE < Math.abs(deck.audio.currentTime - at)) deck.audio.currentTime = at;
    try {
      await Promise.all([this.#context?.resume(), deck.audio.play()]);
      this.#follow(deck);
    } catch (error) {
      // Whoever chose another song meanwhile interrupted this one; that is no failure.
      if (!(error instanceof DOMException && error.name === "AbortError")) this.#fail(deck);
    }
  }

  /** Gives a deck its gain, silent. That needs somebody to have done something on the page. */
  #amplify(deck: Deck): void {
    this.#context ??= new AudioContext();
    if (!deck.gain) {
      deck.gain = this.#context.createGain();
      this.#context.createMediaElementSource(deck.audio).connect(deck.gain);
      deck.gain.connect(this.#context.destination);
    }
    if (deck.audio.paused) deck.gain.gain.value = 0;
  }

  /** Plans how loud the rest of the passage is: it comes, stays, and is gone where the passage ends. */
  #fade({ audio, gain, song }: Deck): void {
    if (!song || !gain || !this.#context || audio.paused) return;
    const now = this.#context.currentTime;
    const end = now + Math.max(FADE, stretchOf(song).to - audio.currentTime);
    const loud = Math.min(now + FADE, end - FADE / 2);
    hold(gain, now).linearRampToValueAtTime(1, loud);
    gain.gain.setValueAtTime(1, Math.max(loud, end - FADE));
    gain.gain.linearRampToValueAtTime(0, end);
  }

  /** Lets what is heard go softly, and then stand still. */
  #quiet(deck: Deck): void {
    if (deck.audio.paused) return;
    if (deck.gain && this.#context) {
      const now = this.#context.currentTime;
      hold(deck.gain, now).linearRampToValueAtTime(0, now + FADE);
    }
    window.clearTimeout(deck.leaving);
    deck.leaving = window.setTimeout(() => deck.audio.pause(), 1000 * FADE);
  }

  /** Tells frame by frame where it is, as long as it plays. */
  #follow(deck: Deck): void {
    this.#tick(deck);
    cancelAnimationFrame(this.#frame);
    if (this.#plays(deck)) this.#frame = requestAnimationFrame(() => this.#follow(deck));
  }

  #tick(deck: Deck): void {
    if (!this.#plays(deck) || !deck.song || deck.audio.seeking) return;
    const at = deck.audio.currentTime;
    if (stretchOf(deck.song).to <= at) this.#finish(deck);
    else this.#tell({ ...this.#playing, at });
  }

  #plays(deck: Deck): boolean {
    return deck === this.#current && this.#playing.state === "playing";
  }

  #finish(deck: Deck): void {
    if (!this.#plays(deck) || !deck.song) return;
    deck.audio.pause();
    this.#tell({ song: deck.song, state: "ended", at: stretchOf(deck.song).from });
    this.onEvent("finish", deck.song);
  }

  #fail(deck: Deck): void {
    if (this.#plays(deck)) this.#tell({ ...this.#playing, state: "silent" });
  }

  #tell(playing: Playing): void {
    this.#playing = playing;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether both are the same passage of the same track. */
export function isSame(one: Playable, other: Playable): boolean {
  return one.track.id === other.track.id && one.passage.start_s === other.passage.start_s;
}

function holds(deck: Deck, song: Playable): boolean {
  return deck.song?.track.id === song.track.id;
}

/** Forgets what was planned, and begins from how loud it is now. */
function hold({ gain }: GainNode, now: number): AudioParam {
  const loudness = gain.value;
  gain.cancelScheduledValues(now);
  return gain.setValueAtTime(loudness, now);
}
