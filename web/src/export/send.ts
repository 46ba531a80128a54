import { problemOf } from "@vibelens/client";
import { api, type SentPlaylist, type Song } from "@/api/client";
import { asTrouble, type Trouble } from "@/api/trouble";

/** What a name may have, in characters. */
const LONGEST_NAME = 200;

/** Makes a playlist of the songs on the music server that the server knows. Gives what became of them, or
 * what went wrong. */
export async function send(title: string, songs: Song[]): Promise<SentPlaylist | Trouble> {
  const name = [...title.trim()].slice(0, LONGEST_NAME).join("") || "VibeLens";
  const body = { name, songs: songs.map(({ track }) => ({ track: track.id })) };
  try {
    const { data, error, response } = await api.POST("/api/v1/playlists", { body });
    return data ?? asTrouble(problemOf(response, error));
  } catch (thrown) {
    return asTrouble(thrown);
  }
}
