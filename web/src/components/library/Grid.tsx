// biome-ignore-all lint/a11y/useSemanticElements: the rows of a table cannot be left out where nobody sees them
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and says which row is active
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import type { Rows } from "@/library/rows";
import { placeAfter, revealed, spanOf } from "@/library/view";
import { useWords } from "@/words/tongue";
import { Icon } from "../Icon";
import styles from "./Grid.module.css";
import { type Seen, useSeen } from "./useSeen";

export interface Column<Row, Name extends string> {
  name: Name;
  label: string;
  /** Whether the rows can be sorted by it. */
  sorts?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface Order<Name> {
  by: Name;
  descending: boolean;
}

interface GridProps<Row, Name extends string> {
  /** What the rows are; its name says how the columns are laid out. */
  kind: "tracks" | "refused";
  label: string;
  rows: Rows<Row>;
  columns: Column<Row, Name>[];
  order?: Order<Name>;
  sort?: (order: Order<Name>) => void;
  isChosen: (row: Row) => boolean;
  choose: (row: Row) => void;
}

/** A list of any length, of which only what is seen is drawn. Keys move in it, and Enter chooses. */
export function Grid<Row, Name extends string>(props: GridProps<Row, Name>) {
  const { kind, label, rows, columns, order, sort, isChosen, choose } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const seen = useSeen(scroller, head);
  const { active, key, click } = useActive(scroller, seen, rows, choose);
  const count = rows.total ?? 0;
  const { first, end } = spanOf(seen.top, seen.height, seen.row, count);
  const drawn = Array.from({ length: end - first }, (_, step) => first + step);

  useEffect(() => rows.want({ first, end }), [rows, first, end]);

  return (
    <div
      className={styles.grid}
      data-kind={kind}
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        active !== undefined && drawn.includes(active) ? `${id}-${active}` : undefined
      }
      tabIndex={0}
      onKeyDown={key}
    >
      <div className={styles.head} ref={head} role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <Head key={column.name} column={column} order={order} sort={sort} />
        ))}
      </div>
      <div className={styles.rows} role="rowgroup" style={{ height: count * seen.row }}>
        {drawn.map((place) => {
          const row = rows.at(place);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys for the row that is active
            <div
              key={place}
              id={`${id}-${place}`}
              className={styles.row}
              role="row"
              aria-rowindex={place + 2}
              aria-selected={row !== undefined && isChosen(row)}
              data-active={place === active}
              style={{ top: place * seen.row }}
              onClick={() => click(place)}
            >
              <Cells row={row} columns={columns} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The row that keys move, and what they and clicks do. Other rows begin at their beginning. */
function useActive<Row>(
  scroller: RefObject<HTMLElement | null>,
  seen: Seen,
  rows: Rows<Row>,
  choose: (row: Row) => void,
) {
  const [active, setActive] = useState<number>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are the reason
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setActive(undefined);
  }, [rows]);

  const move = (place: number) => {
    setActive(place);
    const top = scroller.current?.scrollTop ?? 0;
    scroller.current?.scrollTo({ top: revealed(place, top, seen.height, seen.row) });
  };
  const take = (place: number) => {
    const row = rows.at(place);
    setActive(place);
    if (row) choose(row);
  };
  const key = (event: KeyboardEvent) => {
    const { key, target, currentTarget, ctrlKey, metaKey, altKey } = event;
    if (target !== currentTarget || ctrlKey || metaKey || altKey) return;
    const before = active ?? Math.floor(seen.top / seen.row) - 1;
    const whole = Math.floor(seen.height / seen.row);
    const next = placeAfter(key, before, rows.total ?? 0, whole);
    if (next !== undefined) move(next);
    else if (key === "Enter" && active !== undefined) take(active);
    else return;
    event.preventDefault();
  };
  return { active, key, click: take };
}

interface CellsProps<Row, Name extends string> {
  /** `undefined` until it is here. */
  row: Row | undefined;
  columns: Column<Row, Name>[];
}

function Cells<Row, Name extends string>({ row, columns }: CellsProps<Row, Name>) {
  return columns.map(({ name, cell }) => (
    <div key={name} className={styles.cell} role="gridcell" data-column={name}>
      {row ? cell(row) : <span className={styles.coming} />}
    </div>
  ));
}

interface HeadProps<Row, Name extends string> {
  column: Column<Row, Name>;
  order: Order<Name> | undefined;
  sort: ((order: Order<Name>) => void) | undefined;
}

/** The head of a column; the rows are sorted by it when it is pressed, and the other way round when it is
 * pressed again. */
function Head<Row, Name extends string>({ column, order, sort }: HeadProps<Row, Name>) {
  const words = useWords();
  const { name, label, sorts } = column;
  const isSorted = order?.by === name;
  const descending = isSorted && order.descending;
  const press = () => sort?.({ by: name, descending: isSorted && !descending });
  const sorted = descending ? "descending" : "ascending";
  return (
    <div
      className={styles.cell}
      role="columnheader"
      data-column={name}
      aria-sort={isSorted ? sorted : undefined}
    >
      {sorts ? (
        <button type="button" title={words.browse.sortBy(label)} onClick={press}>
          {label}
          {isSorted && (
            <span className={styles.arrow} data-descending={descending}>
              <Icon shape="down" />
            </span>
          )}
        </button>
      ) : (
        label
      )}
    </div>
  );
}
