/** Runs at most `concurrency` tasks at a time and keeps at most `capacity` waiting. */
export class WorkQueue {
  readonly #concurrency: number;
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number, capacity: number) {
    this.#concurrency = concurrency;
    this.#capacity = capacity;
  }

  /** The task's result, or undefined at once if the queue is full. The task's error is the caller's. */
  async run<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
    if (this.#running >= this.#concurrency) {
      if (this.#waiting.length >= this.#capacity) return undefined;
      // The finishing task hands its place over: #running stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
