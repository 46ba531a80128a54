import { useState } from "react";
import type { Song } from "@/api/client";
import type { Photo } from "@/photo/photo";
import { ClipDialog } from "./ClipDialog";
import { Story } from "./Story";

interface PresentationProps {
  how: "story" | "clip";
  /** The song to begin with. */
  first: Song;
  /** All songs that can be shown. */
  songs: Song[];
  photos: Photo[];
  close: () => void;
}

/** Photo and passage together: to be seen as a story, or made into a clip. */
export default function Presentation({ how, first, songs, photos, close }: PresentationProps) {
  const [clipped, clip] = useState(how === "clip" ? first : undefined);
  const closeClip = how === "clip" ? close : () => clip(undefined);
  return (
    <>
      {how === "story" && (
        <Story first={first} songs={songs} photos={photos} clip={clip} close={close} />
      )}
      {clipped && <ClipDialog song={clipped} photos={photos} close={closeClip} />}
    </>
  );
}
