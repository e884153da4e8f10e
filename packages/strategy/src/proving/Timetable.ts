/** Entries that no longer count and may stay for each one that does, before all are put in order anew. */
const MOST_STALE = 2;
/** Below this size nothing is put in order anew. */
const SMALL = 64;

interface Entry {
  readonly at: number;
  readonly key: number;
}

/** Each key has one time at most. Takes out the keys whose time has come. Setting and taking out one key cost O(log n). */
export class Timetable {
  readonly #times = new Map<number, number>();
  /** A binary heap, earliest first. It may hold entries that were replaced or deleted since. */
  #heap: Entry[] = [];

  get size(): number {
    return this.#times.size;
  }

  /** The time of a key; undefined without one. */
  at(key: number): number | undefined {
    return this.#times.get(key);
  }

  has(key: number): boolean {
    return this.#times.has(key);
  }

  /** The earliest time; undefined if there is none. */
  get next(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.at;
  }

  /** Sets the time of a key. It replaces the one before. */
  set(key: number, at: number): void {
    if (this.#times.get(key) === at) return;
    this.#times.set(key, at);
    if (this.#heap.length > SMALL && this.#heap.length > MOST_STALE * this.#times.size) {
      this.#heap = [...this.#times].map(([key, at]) => ({ key, at })).sort((a, b) => a.at - b.at);
    } else this.#push({ key, at });
  }

  delete(key: number): void {
    this.#times.delete(key);
  }

  /** Takes out all keys whose time is `now` or earlier, the earliest first. */
  *takeUntil(now: number): Generator<Entry, void> {
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const entry = this.#pop();
      this.#times.delete(entry.key);
      yield entry;
    }
  }

  #dropStale(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#times.get(first.key) === first.at) return;
      this.#pop();
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.at <= entry.at) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  }

  /** The first entry. There must be one. */
  #pop(): Entry {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (last.at <= heap[child]!.at) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
