/** Milliseconds of work between two visits of the event loop. */
const SLICE = 8;

/**
 * Deals out the event loop in turns, first come, first served, and lets timers and sockets in between after each 8 ms of work, so
 * that a burst of signature checks never blocks the process for longer.
 */
export class Pacer {
  readonly #capacity: number;
  #waiting: ((granted: boolean) => void)[] = [];
  #head = 0;
  #running = false;
  #sliceStart = performance.now();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Callers waiting for a turn. */
  get length(): number {
    return this.#waiting.length - this.#head;
  }

  /** Whether no further caller is taken. */
  get full(): boolean {
    return this.length >= this.#capacity;
  }

  /** Resolves to true when the caller may work for a few milliseconds, to false at once if too many wait already. */
  turn(): Promise<boolean> {
    if (this.full) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.push(resolve);
    if (!this.#running) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    // The caller that started this has to be waiting before its turn comes.
    await undefined;
    while (this.length > 0) {
      if (performance.now() - this.#sliceStart >= SLICE) {
        this.#waiting = this.#waiting.slice(this.#head);
        this.#head = 0;
        await new Promise<void>((resolve) => setImmediate(resolve));
        this.#sliceStart = performance.now();
      }
      this.#waiting[this.#head++]!(true);
      // What was granted the turn works in the microtask before this one goes on.
      await undefined;
    }
    this.#waiting = [];
    this.#head = 0;
    this.#running = false;
  }
}
