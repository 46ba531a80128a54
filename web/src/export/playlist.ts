// A list of songs as something that can be taken along. Each passage keeps where it begins and ends.
import { audioOf, type Licence, type Song } from "@/api/client";

/** What was found, and for what. */
export interface Playlist {
  /** What the photo shows. */
  title: string;
  /** When it was found. */
  made: Date;
  songs: Entry[];
}

/** A song with all that a player and a reader need. Times are seconds. */
export interface Entry {
  title: string;
  artist: string;
  album: string;
  /** Where its audio is; null where there is none. */
  location: string | null;
  duration: number | null;
  start: number | null;
  end: number | null;
  line: string | null;
  /** What may be done with it; null where its tags do not say. */
  licence: Pick<Licence, "name" | "url"> | null;
  why: string;
}

/** The list of an answer, whose audio is at `origin`: `https://music.example`. */
export function playlist(title: string, songs: Song[], origin: string, made: Date): Playlist {
  return { title, made, songs: songs.map((song) => entry(song, origin)) };
}

function entry({ track, passage, line, why }: Song, origin: string): Entry {
  return {
    title: track.title,
    artist: track.artist,
    album: track.album,
    location: track.has_audio ? origin + audioOf(track.id) : null,
    duration: track.duration_s ?? null,
    start: passage.start_s ?? null,
    end: passage.end_s ?? null,
    line: line ?? null,
    licence: track.licence ? { name: track.licence.name, url: track.licence.url ?? null } : null,
    why,
  };
}
