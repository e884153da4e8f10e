/** Milliseconds of work between two visits of the event loop. */
const SLICE = 8;

/**
 * Gives callers turns on the event loop, first come, first served. After each 8 ms of work it lets timers and sockets run, so that a
 * burst of signature checks does not block the process for longer.
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
      // The caller that got the turn works in a microtask before this one continues.
      await undefined;
    }
    this.#waiting = [];
    this.#head = 0;
    this.#running = false;
  }
}
