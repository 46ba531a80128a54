import type { Licence } from "@/api/client";
import type { Words } from "@/words/en";
import { useWords } from "@/words/tongue";

/** What may be done with a song, in short. */
export function LicenceLine({ licence, className }: { licence: Licence; className?: string }) {
  const words = useWords();
  const { clip, credit, share_alike } = licence;
  const parts = [
    clip === "forbidden" && words.noClips,
    clip === "noncommercial" && words.noBusiness,
    credit && clip !== "forbidden" && words.withCredit,
    share_alike && words.sameLicence,
  ];
  return (
    <p className={className}>
      {words.licence}: <LicenceName licence={licence} />
      {parts.filter(Boolean).map((part) => ` · ${part}`)}
    </p>
  );
}

/** The name of a licence, which leads to where it stands. */
export function LicenceName({ licence: { name, url } }: { licence: Licence }) {
  if (!url) return name;
  return (
    <a href={url} target="_blank" rel="license noreferrer">
      {name}
    </a>
  );
}

/** What a licence says of a clip, in sentences. */
export function termsOf({ clip, credit, share_alike }: Licence, words: Words): string {
  const shown = clip !== "forbidden";
  const parts = [
    words.uses[clip],
    shown && credit && words.creditAsked,
    shown && share_alike && words.alikeAsked,
  ];
  return parts.filter(Boolean).join(" ");
}
