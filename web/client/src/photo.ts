// A photo as it is shown and sent. It is made small in the browser, which drops its metadata, too.

/** Models look at a few hundred pixels; more would only take longer to send. */
const LONGEST_SIDE = 1024;
const QUALITY = 0.9;

/** Whether a file may be a photo. Browsers that do not know HEIC give such a file no type. */
export function isPhoto(file: File): boolean {
  return file.type.startsWith("image/") || /\.(heic|heif)$/i.test(file.name);
}

/** The picture in the file; nothing if this browser cannot decode it, as most cannot decode HEIC. */
export async function decode(file: File): Promise<ImageBitmap | undefined> {
  return createImageBitmap(file).catch(() => undefined);
}

/** Draws the picture on `canvas`, small (no side longer than `longest` pixels), gives what is drawn as a JPEG,
 * and closes the picture; nothing if this browser cannot draw. */
export async function shrink(
  bitmap: ImageBitmap,
  canvas: HTMLCanvasElement,
  longest = LONGEST_SIDE,
): Promise<Blob | null> {
  const drawn = draw(bitmap, canvas, longest);
  bitmap.close();
  if (!drawn) return null;
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

function draw(bitmap: ImageBitmap, canvas: HTMLCanvasElement, longest: number): boolean {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (!context) return false;
  context.imageSmoothingQuality = "high";
  // JPEG has no transparency: what is behind a transparent picture is white, as on paper.
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return true;
}
