// Music for libraries that tests change.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const RATE = 8000;

/** A WAV file of a tone that swells: mono, 16 bits. */
function tone(seconds: number, pitch: number): Buffer {
  const count = seconds * RATE;
  const file = Buffer.alloc(44 + 2 * count);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + 2 * count, 4);
  file.write("WAVEfmt \x10\0\0\0\x01\0\x01\0", 8, "latin1");
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(2 * RATE, 28);
  file.write("\x02\0\x10\0data", 32, "latin1");
  file.writeUInt32LE(2 * count, 40);
  for (let place = 0; place < count; place += 1) {
    const time = place / RATE;
    const loudness = 0.2 + 0.15 * Math.sin(time / 7);
    file.writeInt16LE(32_767 * loudness * Math.sin(2 * Math.PI * pitch * time), 44 + 2 * place);
  }
  return file;
}

/** Writes `path` with this content, and the folders that it needs. */
export async function put(folder: string, path: string, content: string | Buffer): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** Writes `path.wav`, and `path.lrc` with a line every four seconds if there are words. */
export async function song(folder: string, path: string, words: string[] = []): Promise<void> {
  await put(folder, `${path}.wav`, tone(20, 200 + 10 * path.length));
  const lines = words.map(
    (line, place) => `[00:${String(2 + 4 * place).padStart(2, "0")}.00]${line}\n`,
  );
  if (lines.length > 0) await put(folder, `${path}.lrc`, lines.join(""));
}
