import { TrellisError } from "@trellis/protocol";

export type JobQueueInit = {
  /** Name of the jobs, for error messages. */
  readonly name: string;
  /** Maximum number of concurrent jobs. */
  readonly concurrency: number;
  /** Maximum number of waiting jobs. */
  readonly maxWaiting: number;
};

/** Runs a limited number of jobs at a time, in order of arrival. Refuses jobs beyond its limit. */
export class JobQueue {
  readonly #init: JobQueueInit;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(init: JobQueueInit) {
    this.#init = init;
  }

  /** Number of running and waiting jobs. */
  get size(): number {
    return this.#running + this.#waiting.length;
  }

  /**
   * Runs `job` when its turn comes. Once it runs, the job itself must observe the signal.
   *
   * @throws TRL-PRV-122 if too many wait already; the signal's reason if aborted while waiting.
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
      // The caller that starts this job has already counted it as running.
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
