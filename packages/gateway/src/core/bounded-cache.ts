/** Remembers so many results, forgetting the oldest first. For what never changes under its key. */
export class BoundedCache<T> {
  readonly #entries = new Map<string, T>();
  readonly #entriesMaximum: number;

  constructor(entriesMaximum: number) {
    this.#entriesMaximum = entriesMaximum;
  }

  find(key: string): T | undefined {
    return this.#entries.get(key);
  }

  get(key: string, make: () => T): T {
    const known = this.find(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#entries.size >= this.#entriesMaximum) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(key, made);
    return made;
  }
}
