// Words as they are written: a line each, an empty line between stanzas, with times as in .lrc files.
import type { Found } from "@/api/client";

export function written(stanzas: Found["stanzas"]): string {
  const line = ({ text, start_s }: Found["stanzas"][number][number]) =>
    typeof start_s === "number" ? `${stamp(start_s)}${text}` : text;
  return stanzas.map((lines) => lines.map(line).join("\n")).join("\n\n");
}

/** Seconds as `[01:05.20]`. */
function stamp(seconds: number): string {
  const hundredths = Math.round(100 * seconds);
  const minutes = Math.floor(hundredths / 6000);
  const rest = (hundredths % 6000) / 100;
  return `[${String(minutes).padStart(2, "0")}:${rest.toFixed(2).padStart(5, "0")}]`;
}
