// A long list of which the server gives a page at a time.
import { asTrouble, type Trouble } from "@/api/trouble";
import { Recent } from "@/recent";
import { pagesOf, type Span } from "./view";

/** How many rows are asked for at once. */
export const PAGE = 100;
/** How many pages are remembered. */
const MOST_PAGES = 30;

/** Some of the rows, and how many there are in all. */
export interface Part<Row> {
  total: number;
  rows: Row[];
}

/** Asks for at most `limit` rows from `offset` on. */
export type Load<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<Part<Row>>;

/** The rows of one question. Only pages of what is wanted are asked for, one after the other, so that
 * however fast somebody scrolls, no more than one answer is waited for. */
export class Rows<Row> {
  readonly #pages = new Recent<number, Row[]>(MOST_PAGES);
  /** Pages that are shown, and asked for again. */
  readonly #old = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #leaving = new AbortController();
  #wanted: Span = { first: 0, end: 1 };
  #loading: number | undefined;
  #total: number | undefined;
  #trouble: Trouble | undefined;
  #version = 0;

  constructor(readonly load: Load<Row>) {}

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number whenever anything has changed. */
  version = (): number => this.#version;

  /** How many rows there are; `undefined` before the first answer. */
  get total(): number | undefined {
    return this.#total;
  }

  /** Why nothing more comes. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** The row at a place; `undefined` as long as it is not here. */
  at(place: number): Row | undefined {
    return this.#pages.peek(Math.floor(place / PAGE))?.[place % PAGE];
  }

  /** The first row here that `is` is true of. */
  find(is: (row: Row) => boolean): Row | undefined {
    for (const page of this.#pages.keys()) {
      const found = this.#pages.peek(page)?.find(is);
      if (found) return found;
    }
    return undefined;
  }

  /** Says which rows are to be seen. */
  want(span: Span): void {
    this.#wanted = span;
    void this.#next();
  }

  /** Asks again for what is to be seen; what is here stays until it is replaced. */
  renew(): void {
    for (const page of this.#pages.keys()) this.#old.add(page);
    if (this.#loading !== undefined) this.#old.add(this.#loading);
    this.again();
  }

  /** Goes on after trouble. */
  again(): void {
    this.#trouble = undefined;
    void this.#next();
  }

  /** Asks for nothing any more. */
  close(): void {
    this.#leaving.abort();
  }

  /** The first page to be seen that is not here. */
  #missing(): number | undefined {
    const { first, end } = this.#wanted;
    const last = this.#total === undefined ? end : Math.min(end, this.#total);
    const pages = pagesOf({ first, end: last }, PAGE);
    for (const page of pages) this.#pages.touch(page);
    // Of an empty list, the first page is what tells that it is not empty any more.
    const wanted = pages.length > 0 ? pages : [0];
    return wanted.find((page) => !this.#pages.peek(page) || this.#old.has(page));
  }

  async #next(): Promise<void> {
    const page = this.#missing();
    const { signal } = this.#leaving;
    if (page === undefined || this.#loading !== undefined || this.#trouble || signal.aborted)
      return;
    this.#loading = page;
    this.#old.delete(page);
    try {
      const { total, rows } = await this.load(page * PAGE, PAGE, signal);
      this.#total = total;
      this.#pages.put(page, rows);
    } catch (thrown) {
      this.#trouble = asTrouble(thrown);
    }
    this.#loading = undefined;
    if (signal.aborted) return;
    this.#version += 1;
    for (const listener of this.#listeners) listener();
    await this.#next();
  }
}
