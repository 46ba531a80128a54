// Photos as they are shown and sent. The original never leaves the device: it is made small here, which
// drops its metadata, too.

import { decode, shrink } from "@vibelens/client";

/** As many as one question may have. */
export const MOST_PHOTOS = 10;

/** Enough for a screen, and for a clip. */
const LARGE_SIDE = 2048;

export interface Photo {
  id: string;
  /** What was chosen. */
  file: File;
  /** What is sent. */
  blob: Blob;
  /** Where it is shown from; forget it with `forget`. */
  url: string;
}

let made = 0;

/** Makes a photo of a file. */
export async function photoOf(file: File): Promise<Photo> {
  const blob = await smaller(file);
  made += 1;
  return { id: `photo-${made}`, file, blob, url: URL.createObjectURL(blob) };
}

export function forget(photo: Photo): void {
  URL.revokeObjectURL(photo.url);
}

/** The photo again, large enough to fill a screen, and as free of metadata. */
export function large({ file }: Photo): Promise<Blob> {
  return smaller(file, LARGE_SIDE);
}

/** A small JPEG of the file. A file that this browser cannot decode is sent as it is: the server can, or says in
 * words why not. */
async function smaller(file: File, longest?: number): Promise<Blob> {
  const bitmap = await decode(file);
  return (bitmap && (await shrink(bitmap, document.createElement("canvas"), longest))) ?? file;
}
