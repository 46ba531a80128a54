import { isPhoto } from "@vibelens/client";
import { useCallback, useState } from "react";
import { Trouble } from "@/api/trouble";
import { forget, MOST_PHOTOS, type Photo, photoOf } from "@/photo/photo";
import { NO_SUBJECT, type Subject } from "@/question/subject";

/** The photos in hand and what was said of them. */
export function useSubject() {
  const [subject, setSubject] = useState(NO_SUBJECT);
  const [refused, setRefused] = useState<Trouble>();

  /** Takes other photos instead; what was said of the last ones goes with them. */
  const take = useCallback(async (files: File[]) => {
    const photos = files.filter(isPhoto).slice(0, MOST_PHOTOS);
    setRefused(refusal(files, photos.length));
    if (photos.length === 0) return;
    const taken = await Promise.all(photos.map(photoOf));
    setSubject((before) => {
      before.photos.forEach(forget);
      return { photos: taken };
    });
  }, []);

  const remove = useCallback((photo: Photo) => {
    forget(photo);
    setSubject(({ photos }) => ({ photos: photos.filter((other) => other !== photo) }));
  }, []);

  const say = useCallback((said: Pick<Subject, "caption" | "point">) => {
    setSubject(({ photos }) => ({ photos, caption: said.caption, point: said.point }));
  }, []);

  return { subject, refused, take, remove, say };
}

/** Why files are not, or not all, looked at. */
function refusal(files: File[], taken: number): Trouble | undefined {
  if (files.length > 0 && taken === 0) return new Trouble("unsupported");
  if (MOST_PHOTOS < files.length) return new Trouble("tooMany");
  return undefined;
}
