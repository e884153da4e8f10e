import { CourseHash } from "./CourseHash.ts";
import { EventQueue } from "./EventQueue.ts";

/** Most events that may wait at once, unless told otherwise. */
const MOST_WAITING = 1 << 22;
const KINDS = 256;

/** What happens when an event is due. @param a - as given to `at`, and so `b`. */
export type Handler = (a: number, b: number) => void;

/** Where the course of a run ends. */
export interface LoopEnd {
  /** Milliseconds: events of this time still happen. */
  readonly until?: number;
  /** Most events to handle. */
  readonly events?: number;
}

/**
 * The clock of a simulated world, and what happens in it. Handlers are registered once by kind of event; an event itself is a time and
 * three numbers. Time moves from event to event.
 */
export class EventLoop {
  readonly #queue: EventQueue;
  readonly #handlers: Handler[] = [];
  readonly #trace: CourseHash | undefined;
  #now = 0;
  #handled = 0;
  #isStopped = false;

  /** @param options - `isTraced`: keep a hash of all that happens; it takes some nanoseconds an event. */
  constructor({ isTraced = true, mostWaiting = MOST_WAITING } = {}) {
    this.#queue = new EventQueue(mostWaiting);
    this.#trace = isTraced ? new CourseHash() : undefined;
  }

  /** Milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Events handled so far. */
  get handled(): number {
    return this.#handled;
  }

  /** Hash of all that has happened; empty if the loop keeps none. */
  get trace(): string {
    return this.#trace?.value ?? "";
  }

  /** Registers what happens at events of a new kind. @returns the kind. @throws RangeError from the 257th on. */
  on(handler: Handler): number {
    if (this.#handlers.length === KINDS) throw new RangeError(`more than ${KINDS} kinds of events`);
    return this.#handlers.push(handler) - 1;
  }

  /**
   * Lets an event happen at a time. Events of one time happen in the order of these calls.
   * @param time - milliseconds.
   * @param kind - from {@link on}.
   * @throws RangeError for a time in the past, for infinity, or if too many events wait.
   */
  at(time: number, kind: number, a = 0, b = 0): void {
    // Also refuses what is not a number, and times that never come.
    if (!(time >= this.#now && time <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`time ${time} is before ${this.#now}, or no time`);
    }
    this.#queue.add(time, kind, a, b);
  }

  /** Lets an event happen after some milliseconds. */
  after(delay: number, kind: number, a = 0, b = 0): void {
    this.at(this.#now + delay, kind, a, b);
  }

  /** Ends the running {@link run} after the present event. What waits stays. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Lets things happen until nothing waits, a handler calls `stop`, or the given end. @returns how many events happened. */
  run({ until = Number.POSITIVE_INFINITY, events = Number.POSITIVE_INFINITY }: LoopEnd = {}): number {
    const queue = this.#queue;
    const handlers = this.#handlers;
    const trace = this.#trace;
    this.#isStopped = false;
    let count = 0;
    while (count < events && !this.#isStopped && queue.nextTime <= until) {
      const due = queue.next();
      if (due === undefined) break;
      const { time, kind, a, b } = due;
      this.#now = time;
      trace?.add(time, kind, a, b);
      handlers[kind]!(a, b);
      count++;
    }
    this.#handled += count;
    if (!this.#isStopped && count < events && until !== Number.POSITIVE_INFINITY) {
      this.#now = Math.max(this.#now, until);
    }
    return count;
  }
}
