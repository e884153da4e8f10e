import { FairLanes, type Fullness, type LaneBounds, type LaneItem } from "./FairLanes.ts";

/** Whose task it is, how many bytes it holds, and whether it is still wanted. */
export interface Job extends LaneItem {
  /** Whether a peer that brought the message is still heard. */
  readonly isHeard: () => boolean;
}

/** A task's result, or why it did not run. */
export type Outcome<Result> =
  | { readonly result: Result }
  | { readonly refused: Fullness | "peer_not_heard"; readonly result?: never };

interface Waiting extends Job {
  readonly resolve: (refused: Fullness | "peer_not_heard" | undefined) => void;
}

/** Runs at most `concurrency` tasks at a time. Peers are served in turn; a task that nobody is heard for does not run. */
export class WorkQueue {
  readonly #concurrency: number;
  readonly #waiting: FairLanes<Waiting>;
  #running = 0;

  constructor(concurrency: number, bounds: LaneBounds) {
    this.#concurrency = concurrency;
    this.#waiting = new FairLanes(bounds, ({ resolve }) => resolve("queue_full"));
  }

  /** Tasks that wait. */
  get length(): number {
    return this.#waiting.size;
  }

  /** The task's result when its turn has come, or why it did not run. The task's error is the caller's. */
  async run<Result>(job: Job, task: () => Promise<Result>): Promise<Outcome<Result>> {
    if (this.#running >= this.#concurrency) {
      const { promise, resolve } = Promise.withResolvers<Fullness | "peer_not_heard" | undefined>();
      const refused = this.#waiting.push({ ...job, resolve }) ?? (await promise);
      // The finishing task has handed its place over: #running stays as it is.
      if (refused !== undefined) return { refused };
    } else {
      this.#running++;
    }
    try {
      return job.isHeard() ? { result: await task() } : { refused: "peer_not_heard" };
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next.resolve(undefined);
    }
  }

  /** Drops the tasks for which no peer is heard any more. */
  dropUnheard(): void {
    for (const { resolve } of this.#waiting.remove(({ isHeard }) => !isHeard())) resolve("peer_not_heard");
  }
}
