/** Remembers what was used last, a number of things at most. */
export class Recent<Key, Value> {
  readonly #values = new Map<Key, Value>();

  constructor(private readonly most: number) {}

  keys(): Key[] {
    return [...this.#values.keys()];
  }

  /** What is remembered under `key`; looking alone is no use of it. */
  peek(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  /** Says that `key` is in use. */
  touch(key: Key): void {
    const value = this.#values.get(key);
    if (value !== undefined) this.put(key, value);
  }

  /** Remembers a value, and forgets what was longest not in use if there is no more room. */
  put(key: Key, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.most < this.#values.size && oldest !== undefined) this.#values.delete(oldest);
  }
}
