import { setImmediate as nextTurn } from "node:timers/promises";

/** Spreads pieces of work that are due at once over turns of the event loop: one in each. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves in a turn of the event loop that no other caller has, callers in order. Then the work has to begin at once. */
  take(): Promise<void> {
    this.#last = this.#last.then(() => nextTurn());
    return this.#last;
  }
}
