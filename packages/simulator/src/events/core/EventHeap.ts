/** Children of an entry: four keep the tree flat, and lie in one line of the cache. */
const FAN = 4;
/** Entries for which there is room at first. */
const FIRST_ROOM = 256;

/**
 * A heap of (time, turn, slot): the least time first, and among equal times the least turn. Turns differ, so the order is total. Flat
 * arrays; no object is made for an entry.
 */
export class EventHeap {
  #times = new Float64Array(FIRST_ROOM);
  #turns = new Float64Array(FIRST_ROOM);
  #slots = new Uint32Array(FIRST_ROOM);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the first entry. There must be one, as for `slot`. */
  get time(): number {
    return this.#times[0]!;
  }

  get slot(): number {
    return this.#slots[0]!;
  }

  add(time: number, turn: number, slot: number): void {
    if (this.#size === this.#times.length) this.#grow();
    const times = this.#times;
    const turns = this.#turns;
    const slots = this.#slots;
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 2;
      const other = times[above]!;
      if (other < time || (other === time && turns[above]! < turn)) break;
      times[at] = other;
      turns[at] = turns[above]!;
      slots[at] = slots[above]!;
      at = above;
    }
    times[at] = time;
    turns[at] = turn;
    slots[at] = slot;
  }

  /** Takes the first entry out. There must be one. */
  remove(): void {
    const size = --this.#size;
    if (size === 0) return;
    const times = this.#times;
    const turns = this.#turns;
    const slots = this.#slots;
    const time = times[size]!;
    const turn = turns[size]!;
    let at = 0;
    for (;;) {
      const first = FAN * at + 1;
      if (first >= size) break;
      const end = Math.min(first + FAN, size);
      let best = first;
      let bestTime = times[first]!;
      for (let child = first + 1; child < end; child++) {
        const other = times[child]!;
        if (other < bestTime || (other === bestTime && turns[child]! < turns[best]!)) {
          best = child;
          bestTime = other;
        }
      }
      if (bestTime > time || (bestTime === time && turns[best]! > turn)) break;
      times[at] = bestTime;
      turns[at] = turns[best]!;
      slots[at] = slots[best]!;
      at = best;
    }
    times[at] = time;
    turns[at] = turn;
    slots[at] = slots[size]!;
  }

  #grow(): void {
    const room = 2 * this.#times.length;
    const [times, turns, slots] = [this.#times, this.#turns, this.#slots];
    this.#times = new Float64Array(room);
    this.#times.set(times);
    this.#turns = new Float64Array(room);
    this.#turns.set(turns);
    this.#slots = new Uint32Array(room);
    this.#slots.set(slots);
  }
}
