import type { Journal, Restorable } from "./Journal.ts";

/** A mapping of a contract's state; immutable values only. */
export class JournalMap<Key, Value> implements Restorable {
  readonly #journal: Journal;
  readonly #entries = new Map<Key, Value>();

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.add(this);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    const before = this.#entries.get(key);
    const isNew = !this.#entries.has(key);
    this.#journal.note(() => {
      if (isNew) this.#entries.delete(key);
      else this.#entries.set(key, before as Value);
    });
    this.#entries.set(key, value);
  }

  remember(): () => void {
    const entries = [...this.#entries];
    return () => {
      this.#entries.clear();
      for (const [key, value] of entries) this.#entries.set(key, value);
    };
  }
}
