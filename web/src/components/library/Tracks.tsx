import type { Row } from "@/api/client";
import type { Listing, Sort } from "@/library/listing";
import type { Rows } from "@/library/rows";
import { minutes } from "@/time";
import { useWords } from "@/words/tongue";
import { useLanguage } from "@/words/useLanguage";
import { type Column, Grid } from "./Grid";
import styles from "./Library.module.css";

interface TracksProps {
  rows: Rows<Row>;
  listing: Listing;
  change: (change: Partial<Listing>) => void;
}

/** The tracks. */
export function Tracks({ rows, listing: { sort, descending, track }, change }: TracksProps) {
  const words = useWords();
  const columns = useColumns();
  return (
    <Grid
      kind="tracks"
      label={words.songs}
      rows={rows}
      columns={columns}
      order={{ by: sort, descending }}
      sort={({ by, descending }) => change({ sort: by, descending })}
      isChosen={({ id }) => id === track}
      choose={({ id }) => change({ track: id })}
    />
  );
}

function useColumns(): Column<Row, Sort>[] {
  const words = useWords();
  const named = words.browse.columns;
  return [
    { name: "title", label: named.title, sorts: true, cell: (row) => <Title row={row} /> },
    {
      name: "artist",
      label: named.artist,
      sorts: true,
      cell: ({ artist }) => artist || words.unknownArtist,
    },
    { name: "album", label: named.album, sorts: true, cell: ({ album }) => album },
    { name: "year", label: named.year, sorts: true, cell: ({ year }) => year },
    {
      name: "duration",
      label: named.duration,
      sorts: true,
      cell: ({ duration_s }) =>
        typeof duration_s === "number" ? minutes(duration_s) : words.browse.noSound,
    },
    {
      name: "language",
      label: named.language,
      sorts: true,
      cell: (row) => <WordsOf row={row} />,
    },
  ];
}

function Title({ row: { title, explicit, language } }: { row: Row }) {
  const words = useWords();
  return (
    <>
      <span lang={language ?? undefined}>{title}</span>
      {explicit && <span className={styles.mark}>{words.explicitMark}</span>}
    </>
  );
}

/** What is known of a track's words. */
function WordsOf({ row: { words: source, language, set_aside } }: { row: Row }) {
  const words = useWords();
  const nameOf = useLanguage();
  const used = source && (language ? nameOf(language) : words.browse.worded);
  return (
    <>
      {used}
      {set_aside > 0 && <span className={styles.mark}>{words.browse.setAside(set_aside)}</span>}
    </>
  );
}
