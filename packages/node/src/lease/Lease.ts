import { TrellisError } from "@trellis/protocol";
import type { Clock } from "../tasks/Clock.ts";

/** Where leases are kept, for all machines that share a duty. */
export interface LeaseStore {
  /**
   * Takes the lease or renews it, if nobody else has it, for `durationMs` from no sooner than the call.
   * @returns its number, which grows whenever it changes hands; undefined while another has it.
   * @throws TRL-NOD-080 if the store cannot be asked. The lease may have been taken or renewed.
   */
  take(): Promise<bigint | undefined>;
  /** Gives the lease up, if it is still the one of this number. @throws TRL-NOD-080. */
  giveUp(fence: bigint): Promise<void>;
}

/** How a lease is timed. */
export interface LeaseInit {
  /** For how long the store gives it, milliseconds. */
  readonly durationMs: number;
  /** Never goes back, but may stand still while the machine sleeps. */
  readonly clock: Clock;
  /** Goes on while the machine sleeps, but may be set back. */
  readonly wallClock: Clock;
}

/** Part of the duration by which this machine stops before the store's end: for clocks that run apart, and for jumps of the store's. */
const MARGIN = 0.2;

/**
 * The right to act, for a time. This machine counts from before it asks the store, and stops a margin early, so it never believes to have
 * what the store could have given to another. It believes the clock that tells of more time.
 */
export class Lease {
  readonly #store: LeaseStore;
  readonly #init: LeaseInit;
  #fence: bigint | undefined;
  #since: { readonly clock: number; readonly wallClock: number } | undefined;
  #isOver = false;
  #isGivenUp = false;

  constructor(store: LeaseStore, init: LeaseInit) {
    this.#store = store;
    this.#init = init;
  }

  /** Whether this machine may act now. */
  get isHeld(): boolean {
    return !this.#isOver && this.#since !== undefined && this.#age() < this.#init.durationMs * (1 - MARGIN);
  }

  /** The lease's number; undefined before it was taken. */
  get fence(): bigint | undefined {
    return this.#fence;
  }

  /**
   * Takes the lease or renews it.
   * @returns whether this machine has it.
   * @throws TRL-NOD-080 if the store cannot be asked; TRL-NOD-081 if it was lost meanwhile: this machine must not take it again without
   * starting anew.
   */
  async attempt(): Promise<boolean> {
    const { clock, wallClock } = this.#init;
    const asked = { clock: clock(), wallClock: wallClock() };
    const fence = this.#isOver ? undefined : await this.#store.take();
    if (this.#isOver) return false;
    if (this.#fence === undefined) {
      if (fence === undefined) return false;
    } else if (fence !== this.#fence || !this.isHeld) {
      // Another machine may have had it in between, even if it is free again.
      this.#isOver = true;
      throw lost();
    }
    this.#fence = fence;
    this.#since = asked;
    return true;
  }

  /** @throws TRL-NOD-081 unless this machine may act now. */
  require(): void {
    if (!this.isHeld) throw lost();
  }

  /** Ends it here at once, and then at the store, so that another machine need not wait for its end. @throws TRL-NOD-080. */
  async end(): Promise<void> {
    this.#isOver = true;
    if (this.#isGivenUp || this.#fence === undefined) return;
    this.#isGivenUp = true;
    await this.#store.giveUp(this.#fence);
  }

  #age(): number {
    const { clock, wallClock } = this.#init;
    return Math.max(clock() - this.#since!.clock, wallClock() - this.#since!.wallClock);
  }
}

const lost = (): TrellisError =>
  new TrellisError(
    "TRL-NOD-081",
    "this machine has lost the lease, so another may act with its keys; it signs nothing more. Start it again: it stands by",
  );
