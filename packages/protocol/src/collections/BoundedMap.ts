import { TrellisError } from "@trellis/field";

export interface BoundedMapOptions {
  /** Whether reading or replacing an entry makes it the newest, so that the least recently used entry is dropped. Off by default. */
  readonly touch?: boolean;
}

/** A map of at most `capacity` entries. When it is full, a new key drops the oldest entry. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly capacity: number;
  readonly #touch: boolean;

  /** @throws TRL-PRO-025 unless `capacity` is a positive whole number. */
  constructor(capacity: number, { touch = false }: BoundedMapOptions = {}) {
    super();
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new TrellisError("TRL-PRO-025", "the capacity of a map must be a positive whole number", {
        capacity,
      });
    }
    this.capacity = capacity;
    this.#touch = touch;
  }

  override get(key: Key): Value | undefined {
    const value = super.get(key);
    if (this.#touch && (value !== undefined || this.has(key))) this.#renew(key, value as Value);
    return value;
  }

  override set(key: Key, value: Value): this {
    if (this.has(key)) {
      if (this.#touch) this.#renew(key, value);
      else super.set(key, value);
      return this;
    }
    if (this.size >= this.capacity) this.delete(this.keys().next().value as Key);
    return super.set(key, value);
  }

  /** Sets an entry and makes it the newest, whether or not the key is already there. */
  setNewest(key: Key, value: Value): this {
    this.delete(key);
    return this.set(key, value);
  }

  /** Returns the key's value. If there is none, makes one and keeps it. */
  getOrMake(key: Key, make: () => Value): Value {
    if (this.has(key)) return this.get(key) as Value;
    const value = make();
    this.set(key, value);
    return value;
  }

  #renew(key: Key, value: Value): void {
    this.delete(key);
    super.set(key, value);
  }
}
