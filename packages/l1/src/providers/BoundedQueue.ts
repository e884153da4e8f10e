import { TrellisError } from "@trellis/protocol";

/** Most tasks that wait. More than this means that L1 does not keep up. */
const MAX_WAITING = 4_096;

/** Runs tasks in the order in which they come, at most so many at once. */
export class BoundedQueue {
  readonly #most: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws TRL-L1-013 if too many wait; what the task throws. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#most) {
      if (this.#waiting.length >= MAX_WAITING) {
        throw new TrellisError("TRL-L1-013", "too many L1 calls wait; check that L1 makes blocks");
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
