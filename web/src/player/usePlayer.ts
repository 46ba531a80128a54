import { stretchOf } from "@vibelens/client";
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Playable } from "@/api/client";
import { isSame, type Player, type Playing } from "./player";

/** The page's one player; there is none before the page runs in a browser. */
export const PlayerContext = createContext<Player | undefined>(undefined);

const NOBODY = () => () => {};

function useOfPlaying<T>(pick: (playing: Playing) => T, otherwise: T): T {
  const player = useContext(PlayerContext);
  return useSyncExternalStore(
    player?.subscribe ?? NOBODY,
    () => (player ? pick(player.playing()) : otherwise),
    () => otherwise,
  );
}

/** What the player does with a song; `undefined` while it has another one in hand. */
export function useStateOf(song: Playable): Playing["state"] | undefined {
  return useOfPlaying(
    (playing) => (playing.song && isSame(playing.song, song) ? playing.state : undefined),
    undefined,
  );
}

/** Where in its track a song is, in seconds; the start of its passage while another one is in hand. */
export function usePlaceOf(song: Playable): number {
  const { from } = stretchOf(song);
  return useOfPlaying(
    (playing) => (playing.song && isSame(playing.song, song) ? playing.at : from),
    from,
  );
}

export function usePlayer(): Player | undefined {
  return useContext(PlayerContext);
}
