import { useEffect, useState } from "react";
import { large, type Photo } from "./photo";

/** Where a photo is shown from when it fills the screen: the small one until the large one is there. */
export function useLarge(photo: Photo | undefined): string | undefined {
  const [shown, show] = useState<{ photo: Photo; url: string }>();
  useEffect(() => {
    if (!photo) return;
    let url: string | undefined;
    let left = false;
    const take = (blob: Blob) => {
      if (left) return;
      url = URL.createObjectURL(blob);
      show({ photo, url });
    };
    // The small one is there all the same.
    large(photo).then(take, () => {});
    return () => {
      left = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [photo]);
  return shown?.photo === photo ? shown?.url : photo?.url;
}
