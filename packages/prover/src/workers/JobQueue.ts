import { TrellisError } from "@trellis/protocol";

export type JobQueueInit = {
  /** For messages: what the jobs are. */
  readonly name: string;
  /** Jobs that run at the same time. */
  readonly concurrency: number;
  /** Jobs that may wait. */
  readonly maxWaiting: number;
};

/** Runs at most so many jobs at a time, in the order they came; refuses more than it may hold. */
export class JobQueue {
  readonly #init: JobQueueInit;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(init: JobQueueInit) {
    this.#init = init;
  }

  /** Jobs that run or wait. */
  get size(): number {
    return this.#running + this.#waiting.length;
  }

  /**
   * Runs `job` when its turn comes. The job itself has to heed the signal once it runs.
   *
   * @throws TRL-PRV-122 when too many wait already; the signal's reason when aborted while waiting.
   */
  async run<Result>(job: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const { name, concurrency, maxWaiting } = this.#init;
    if (this.#running >= concurrency) {
      if (this.#waiting.length >= maxWaiting) {
        throw new TrellisError("TRL-PRV-122", `too many ${name} are waiting: try again later`, {
          maxWaiting,
        });
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
        reject(signal?.reason);
      };
      this.#waiting.push(resolve);
      signal?.addEventListener("abort", abort, { once: true });
      // Whoever lets this job in has counted it as running.
      await promise.finally(() => signal?.removeEventListener("abort", abort));
    } else {
      this.#running++;
    }
    try {
      signal?.throwIfAborted();
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
