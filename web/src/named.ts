/** A song as it is named in a line: “Artist – Title”, or what of it is known. */
export function named({ artist, title }: { artist: string; title: string }): string {
  return [artist, title].filter(Boolean).join(" – ");
}
