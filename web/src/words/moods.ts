import type { Words } from "./en";

/** What a mood is called. */
export function moodOf(words: Words, mood: string): string {
  return words.moods[mood] ?? mood;
}

/** What moods are called, one after the other. */
export function moodsOf(words: Words, moods: string[]): string {
  return moods.map((mood) => moodOf(words, mood)).join(", ");
}
