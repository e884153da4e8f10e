import { TrellisError } from "@trellis/protocol";

/** A map of at most `capacity` entries; the least recently used one leaves first. */
export class LruMap<Key, Value> {
  readonly capacity: number;
  readonly #entries = new Map<Key, Value>();

  /** @throws TRL-GSP-002 unless `capacity` is a positive whole number. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new TrellisError("TRL-GSP-002", "a bounded map needs a capacity of at least one entry", {
        capacity,
      });
    }
    this.capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether the key is held; does not count as use. */
  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  get(key: Key): Value | undefined {
    if (!this.#entries.has(key)) return undefined;
    const value = this.#entries.get(key)!;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.capacity) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
  }

  /** The key's value, made and kept if there is none. */
  take(key: Key, make: () => Value): Value {
    if (this.#entries.has(key)) return this.get(key)!;
    const value = make();
    this.set(key, value);
    return value;
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key);
  }
}
