// Photos as they are shown and sent. The original never leaves the device: it is made small here, which
// drops its metadata, too.

/** Models look at a few hundred pixels; more would only take longer to send. */
const LONGEST_SIDE = 1024;
const QUALITY = 0.9;

/** As many as one question may have. */
export const MOST_PHOTOS = 10;

export interface Photo {
  id: string;
  /** What is sent. */
  blob: Blob;
  /** Where it is shown from; forget it with `forget`. */
  url: string;
}

let made = 0;

/** Makes a photo of a file. */
export async function photoOf(file: File): Promise<Photo> {
  const blob = await shrink(file);
  made += 1;
  return { id: `photo-${made}`, blob, url: URL.createObjectURL(blob) };
}

export function forget(photo: Photo): void {
  URL.revokeObjectURL(photo.url);
}

/** Whether a file may be a photo. Browsers that do not know HEIC give such a file no type. */
export function isPhoto(file: File): boolean {
  return file.type.startsWith("image/") || /\.(heic|heif)$/i.test(file.name);
}

/** A small JPEG of the file. A file that this browser cannot decode, as most cannot decode HEIC, is sent
 * as it is: the server can, or says in words why not. */
async function shrink(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const small = await draw(bitmap, width, height);
  bitmap.close();
  return small ?? file;
}

async function draw(bitmap: ImageBitmap, width: number, height: number): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  // JPEG has no transparency: what is behind a transparent picture is white, as on paper.
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
