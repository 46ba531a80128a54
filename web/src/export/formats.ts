// The formats that a list can be taken along in. All are pure: a list goes in, a text comes out.
import { named } from "@/named";
import { minutes } from "@/time";
import type { Entry, Playlist } from "./playlist";

/** A way to write a list down as a file. */
export interface Format {
  /** As people know it. */
  name: string;
  extension: string;
  /** The media type of the file. */
  type: string;
  write: (playlist: Playlist) => string;
}

/** VLC's own namespace, in which XSPF keeps where a passage begins and ends. */
const VLC = "http://www.videolan.org/vlc/playlist/0";
/** What a licence is to its song (creativecommons.org/ns). */
const LICENCE = "http://creativecommons.org/ns#license";

export const FORMATS: readonly Format[] = [
  { name: "M3U8", extension: "m3u8", type: "application/vnd.apple.mpegurl", write: m3u8 },
  { name: "XSPF", extension: "xspf", type: "application/xspf+xml", write: xspf },
  { name: "JSPF", extension: "jspf", type: "application/jspf+json", write: jspf },
  { name: "JSON", extension: "json", type: "application/json", write: json },
];

/** Extended M3U in UTF-8. VLC plays the passage alone; others play the song. What has no audio is left out. */
export function m3u8({ title, songs }: Playlist): string {
  const lines = ["#EXTM3U", `#PLAYLIST:${oneLine(title)}`];
  for (const song of songs) {
    if (!song.location) continue;
    lines.push(`#EXTINF:${Math.round(song.duration ?? -1)},${oneLine(named(song))}`);
    for (const option of times(song)) lines.push(`#EXTVLCOPT:${option}`);
    lines.push(song.location);
  }
  return `${lines.join("\n")}\n`;
}

/** XML Shareable Playlist Format, version 1 (xspf.org/spec). */
export function xspf(playlist: Playlist): string {
  const tracks = playlist.songs.map((song) => {
    const options = times(song).map((option) => element("vlc:option", option));
    return element(
      "track",
      [
        element("location", song.location),
        element("title", song.title),
        element("creator", song.artist),
        element("annotation", song.why),
        element("album", song.album),
        element("duration", milliseconds(song)),
        element("meta", rights(song), "", ` rel="${LICENCE}"`),
        options.length > 0 ? `<extension application="${VLC}">${options.join("")}</extension>` : "",
      ],
      "\n    ",
    );
  });
  const head = [element("title", playlist.title), element("date", playlist.made.toISOString())];
  return `<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/" xmlns:vlc="${VLC}">
  ${head.join("\n  ")}
  ${element("trackList", tracks, "\n  ")}
</playlist>
`;
}

/** The same in JSON (xspf.org/jspf). */
export function jspf(playlist: Playlist): string {
  const track = playlist.songs.map((song) => ({
    ...(song.location && { location: [song.location] }),
    title: song.title,
    ...(song.artist && { creator: song.artist }),
    annotation: song.why,
    ...(song.album && { album: song.album }),
    ...(song.duration !== null && { duration: milliseconds(song) }),
    ...(song.licence && { meta: [{ [LICENCE]: rights(song) }] }),
    ...(times(song).length > 0 && { extension: { [VLC]: [{ option: times(song) }] } }),
  }));
  const { title, made } = playlist;
  return pretty({ playlist: { title, date: made.toISOString(), track } });
}

/** All that is known, under plain names; times are seconds. */
export function json({ title, made, songs }: Playlist): string {
  return pretty({ title, made: made.toISOString(), songs });
}

/** For people to read. */
export function text({ title, songs }: Playlist): string {
  const rows = songs.map((song, place) => {
    const passage =
      song.start !== null && song.end !== null
        ? ` (${minutes(song.start)}–${minutes(song.end)})`
        : "";
    const line = song.line ? `\n   “${oneLine(song.line)}”` : "";
    const licence = song.licence
      ? `\n   ${[song.licence.name, song.licence.url].filter(unlike).join(", ")}`
      : "";
    return `${place + 1}. ${named(song)}${passage}${line}\n   ${song.why}${licence}`;
  });
  return `${[title, ...rows].filter(Boolean).join("\n")}\n`;
}

/** The options that make VLC play the passage alone. */
function times({ start, end }: Entry): string[] {
  const option = (name: string, at: number | null) => (at === null ? [] : [`${name}=${at}`]);
  return [...option("start-time", start), ...option("stop-time", end)];
}

/** Where the licence of a song stands, or what it is called. */
function rights({ licence }: Entry): string | null {
  return licence && oneLine(licence.url ?? licence.name);
}

/** Whether a part is there, and is not what stands before it. */
function unlike(part: string | null | undefined, place: number, all: unknown[]): boolean {
  return Boolean(part) && all.indexOf(part) === place;
}

function milliseconds({ duration }: Entry): number | null {
  return duration === null ? null : Math.round(1000 * duration);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** An element of a value, or of elements that are ready; nothing of what is not known. */
function element(
  name: string,
  value: string | number | null | string[],
  between = "",
  attributes = "",
): string {
  if (value === null || value === "") return "";
  const ready = Array.isArray(value);
  const inner = ready
    ? value
        .filter(Boolean)
        .map((one) => between + one)
        .join("")
    : escaped(value);
  return `<${name}${attributes}>${inner}${ready && between ? between.slice(0, -2) : ""}</${name}>`;
}

/** Text as XML 1.0 holds it: what marks up is escaped, what it has no place for is left out. */
function escaped(value: string | number): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return String(value)
    .replaceAll(/[&<>]/g, (mark) => marks[mark] ?? mark)
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
}
