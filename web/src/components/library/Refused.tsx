import type { Refusal } from "@/api/client";
import type { Listing } from "@/library/listing";
import type { Rows } from "@/library/rows";
import { useWords } from "@/words/tongue";
import { type Column, Grid } from "./Grid";
import styles from "./Library.module.css";
import { Reason } from "./Reason";

interface RefusedProps {
  rows: Rows<Refusal>;
  listing: Listing;
  change: (change: Partial<Listing>) => void;
}

type Name = "place" | "reason" | "found";

/** What could not be used, and why. */
export function Refused({ rows, listing: { track }, change }: RefusedProps) {
  const words = useWords();
  const named = words.browse.columns;
  const columns: Column<Refusal, Name>[] = [
    { name: "place", label: named.place, cell: ({ place }) => place },
    { name: "reason", label: named.reason, cell: ({ reason }) => <Reason reason={reason} /> },
    {
      name: "found",
      label: named.language,
      cell: ({ words: found }) =>
        found > 0 && <span className={styles.mark}>{words.browse.textsFound(found)}</span>,
    },
  ];
  return (
    <Grid
      kind="refused"
      label={words.browse.refused}
      rows={rows}
      columns={columns}
      isChosen={(row) => row.track === track}
      choose={(row) => change({ track: row.track })}
    />
  );
}
