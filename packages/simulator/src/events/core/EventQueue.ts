import { EventHeap } from "./EventHeap.ts";

/** Events for which there is room at first. */
const FIRST_ROOM = 1_024;
/** Numbers of an event besides its time. */
const FIELDS = 3;
/** Buckets of a span of time. */
const BUCKETS = 1_024;
/** Events that a bucket should hold: few, so that the heap stays small. */
const BUCKET_LOAD = 8;
/** End of a list of slots. */
const NONE = -1;

/** An event that is due. The queue hands out one object again and again: read it before the next call. */
export interface DueEvent {
  /** Milliseconds. */
  time: number;
  kind: number;
  a: number;
  b: number;
}

/**
 * Events in the order of their times. Among equal times the one that was added first comes first, so the order is total: the same calls
 * give the same order on every machine.
 *
 * An event has a kind and two numbers, such as a seat and a node; they lie in flat arrays. Events of the near future are in a heap. Later
 * ones lie unordered in buckets of equal spans of time, the next of which comes into the heap when that is empty; those beyond the last
 * bucket wait together. So the heap is small, and an event costs about the same however many wait.
 */
export class EventQueue {
  readonly #near = new EventHeap();
  /** By slot, as all that follows up to `#free`. */
  #times = new Float64Array(FIRST_ROOM);
  /** Counts calls of `add`; decides among equal times. */
  #turns = new Float64Array(FIRST_ROOM);
  /** Kind, a and b. */
  #events = new Int32Array(FIELDS * FIRST_ROOM);
  /** The next slot of the same list: of a bucket, of what is beyond, or of the free ones. */
  #links = new Int32Array(FIRST_ROOM);
  /** First slot of each bucket. */
  readonly #buckets = new Int32Array(BUCKETS).fill(NONE);
  /** The bucket that comes into the heap next: those before it are empty. */
  #bucket = 0;
  /** Events in buckets. */
  #inBuckets = 0;
  /** Time at which the first bucket begins. Before there are any, every time is beyond the last. */
  #start = Number.NEGATIVE_INFINITY;
  /** Buckets in a millisecond. */
  #scale = 1;
  /** First slot of the events after the last bucket. */
  #beyond = NONE;
  #beyondCount = 0;
  #free = NONE;
  /** Slots that have been in use. */
  #used = 0;
  #size = 0;
  #turn = 0;
  readonly #limit: number;
  readonly #due: DueEvent = { time: 0, kind: 0, a: 0, b: 0 };

  /** @param limit - most events that may wait. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /** Time of the next event; infinity if none waits. */
  get nextTime(): number {
    if (this.#near.size === 0 && !this.#refill()) return Number.POSITIVE_INFINITY;
    return this.#near.time;
  }

  /**
   * Adds an event.
   * @param time - milliseconds, from -1e300 to 1e300.
   * @param kind - 32 bits, as `a` and `b`.
   * @throws RangeError if too many events wait: the model adds without end.
   */
  add(time: number, kind: number, a: number, b: number): void {
    const slot = this.#takeSlot();
    const at = FIELDS * slot;
    const events = this.#events;
    events[at] = kind;
    events[at + 1] = a;
    events[at + 2] = b;
    const turn = this.#turn++;
    const bucket = (time - this.#start) * this.#scale;
    if (bucket < this.#bucket) {
      this.#near.add(time, turn, slot);
      return;
    }
    this.#times[slot] = time;
    this.#turns[slot] = turn;
    if (bucket < BUCKETS) {
      const list = Math.trunc(bucket);
      this.#links[slot] = this.#buckets[list]!;
      this.#buckets[list] = slot;
      this.#inBuckets++;
    } else {
      this.#links[slot] = this.#beyond;
      this.#beyond = slot;
      this.#beyondCount++;
    }
  }

  /** Takes out the next event; undefined if none waits. The object is used again. */
  next(): DueEvent | undefined {
    const near = this.#near;
    if (near.size === 0 && !this.#refill()) return undefined;
    const due = this.#due;
    const { slot } = near;
    const at = FIELDS * slot;
    due.time = near.time;
    due.kind = this.#events[at]!;
    due.a = this.#events[at + 1]!;
    due.b = this.#events[at + 2]!;
    near.remove();
    this.#links[slot] = this.#free;
    this.#free = slot;
    this.#size--;
    return due;
  }

  clear(): void {
    while (this.next() !== undefined);
  }

  /** Puts the next bucket's events into the empty heap. Returns whether there are any. */
  #refill(): boolean {
    if (this.#size === 0) return false;
    if (this.#inBuckets === 0) this.#spread();
    let bucket = this.#bucket;
    while (this.#buckets[bucket] === NONE) bucket++;
    for (let slot = this.#buckets[bucket]!; slot !== NONE; slot = this.#links[slot]!) {
      this.#near.add(this.#times[slot]!, this.#turns[slot]!, slot);
    }
    this.#buckets[bucket] = NONE;
    this.#inBuckets -= this.#near.size;
    this.#bucket = bucket + 1;
    return true;
  }

  /** Deals the events that are beyond the last bucket out to new ones, whose span their times decide. */
  #spread(): void {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (let slot = this.#beyond; slot !== NONE; slot = this.#links[slot]!) {
      const time = this.#times[slot]!;
      if (time < first) first = time;
      if (time > last) last = time;
    }
    // The last event falls into a bucket as well.
    const buckets = Math.min(BUCKETS - 1, Math.ceil(this.#beyondCount / BUCKET_LOAD));
    this.#start = first;
    this.#scale = Math.min(buckets / (last - first), Number.MAX_VALUE);
    this.#bucket = 0;
    let slot = this.#beyond;
    this.#beyond = NONE;
    this.#inBuckets = this.#beyondCount;
    this.#beyondCount = 0;
    while (slot !== NONE) {
      const next = this.#links[slot]!;
      const list = Math.trunc((this.#times[slot]! - first) * this.#scale);
      this.#links[slot] = this.#buckets[list]!;
      this.#buckets[list] = slot;
      slot = next;
    }
  }

  #takeSlot(): number {
    this.#size++;
    const slot = this.#free;
    if (slot !== NONE) {
      this.#free = this.#links[slot]!;
      return slot;
    }
    if (this.#used === this.#times.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const room = this.#times.length;
    if (room >= this.#limit) {
      this.#size--;
      throw new RangeError(`more than ${this.#limit} events wait`);
    }
    const more = Math.min(2 * room, this.#limit);
    this.#times = widened(this.#times, new Float64Array(more));
    this.#turns = widened(this.#turns, new Float64Array(more));
    this.#links = widened(this.#links, new Int32Array(more));
    this.#events = widened(this.#events, new Int32Array(FIELDS * more));
  }
}

function widened<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
