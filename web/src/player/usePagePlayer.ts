import { useEffect, useState } from "react";
import { Player } from "./player";

let only: Player | undefined;

/** The page's player, from when the page runs in a browser. */
export function usePagePlayer(): Player | undefined {
  const [player, setPlayer] = useState<Player>();
  useEffect(() => {
    only ??= new Player();
    setPlayer(only);
  }, []);
  return player;
}
