import { TrellisError } from "@trellis/protocol";

/** State that can be put back: {@link remember} answers with what restores it as it is now. */
export interface Restorable {
  remember(): () => void;
}

/**
 * Lets a call change state only as a whole. Every change notes how to undo it; a call that is refused is undone from its last change to
 * its first, as the EVM does.
 */
export class Journal {
  readonly #states: Restorable[] = [];
  #undo: (() => void)[] | undefined;

  /** State that takes part in {@link remember}. */
  add(state: Restorable): void {
    this.#states.push(state);
  }

  /** Notes how to undo a change that is about to happen. @throws TRL-MOD-002 outside of a call. */
  note(undo: () => void): void {
    if (this.#undo === undefined) {
      throw new TrellisError("TRL-MOD-002", "the model's state changes only inside of World.call");
    }
    this.#undo.push(undo);
  }

  /** Runs a call. What it throws is passed on, after all of its changes are undone. @throws TRL-MOD-002 inside of another call. */
  run<Result>(call: () => Result): Result {
    if (this.#undo !== undefined) {
      throw new TrellisError("TRL-MOD-002", "one call of the model runs inside of another");
    }
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      return call();
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  /** Copies all state. @returns what puts it back, as a reorganisation of L1 does; any number of times. */
  remember(): () => void {
    const restore = this.#states.map((state) => state.remember());
    return () => {
      for (const step of restore) step();
    };
  }
}
