import { BoundedMap } from "./BoundedMap.ts";

/** An entry that has changed. */
export interface MapChange<Key, Value> {
  readonly key: Key;
  /** What it holds now; undefined: it is gone. */
  readonly value: Value | undefined;
  /** Whether it was put behind all others since the changes were taken last. Otherwise it keeps its place. */
  readonly isNew: boolean;
}

/**
 * A map that notes what changes, so that a store writes only that. Values must not be changed in place without {@link touch}. It notes
 * nothing until {@link track}, because what nobody takes would grow for ever.
 */
export class TrackedMap<Key, Value extends NonNullable<unknown>> extends BoundedMap<Key, Value> {
  /** Changed keys, in the order in which they came; whether each is new. Undefined: nothing is noted. */
  #changed: Map<Key, boolean> | undefined;

  /** @param capacity - as {@link BoundedMap}'s; by default there is no bound. @throws TRL-PRO-025 as there. */
  constructor(capacity = Number.MAX_SAFE_INTEGER) {
    super(capacity);
  }

  /** Begins to note changes. @param isStored - whether what is there is stored already; otherwise all of it counts as new. */
  track(isStored = false): void {
    this.#changed = new Map(isStored ? [] : [...this.keys()].map((key) => [key, true]));
  }

  /** Notes nothing any more. */
  untrack(): void {
    this.#changed = undefined;
  }

  override set(key: Key, value: Value): this {
    const changed = this.#changed;
    if (changed !== undefined) {
      if (!this.has(key)) {
        // A key that comes back comes behind all others.
        changed.delete(key);
        changed.set(key, true);
      } else if (!changed.has(key)) changed.set(key, false);
    }
    return super.set(key, value);
  }

  override delete(key: Key): boolean {
    const isGone = super.delete(key);
    if (isGone) this.#changed?.set(key, false);
    return isGone;
  }

  override clear(): void {
    for (const key of this.keys()) this.#changed?.set(key, false);
    super.clear();
  }

  /** Notes that the value of a key was changed in place. */
  touch(key: Key): void {
    const changed = this.#changed;
    if (changed !== undefined && !changed.has(key)) changed.set(key, false);
  }

  /** What has changed since it was asked last. New entries come in their order. */
  takeChanges(): MapChange<Key, Value>[] {
    const taken = [...(this.#changed ?? [])];
    this.#changed?.clear();
    return taken.map(([key, isNew]) => ({ key, value: this.get(key), isNew }));
  }
}
