import type { GatedRound } from "./DutyGate.ts";

/**
 * After so many seconds a round that has not opened is open to this machine: what another signed for it before has reached nobody, or
 * L1's pool has cancelled it.
 */
const UNOPENED_SECONDS = 300n;
/** By so much the clocks of this machine and of L1 may differ. */
const SKEW_SECONDS = 10n;

/**
 * The rounds in which another machine may have signed with this one's keys. It had the lease until some moment, and what it signed is on
 * its own disk. So this machine promises nothing in the rounds that L1 shows at that moment or before, and starts with the next.
 */
export class Takeover {
  readonly #takenAt: bigint;
  #last: GatedRound | undefined;
  #isSettled = false;

  /** @param takenAt - when this machine got the lease, L1 seconds. */
  constructor(takenAt: bigint) {
    this.#takenAt = takenAt;
  }

  /** Notes the rounds that L1 shows. @param timestamp - of the block that shows them. */
  onView(timestamp: bigint, rounds: readonly GatedRound[]): void {
    if (this.#isSettled) return;
    for (const round of rounds) {
      if (this.#last === undefined || isAfter(round, this.#last)) this.#last = round;
    }
    this.#isSettled = timestamp >= this.#takenAt + SKEW_SECONDS;
  }

  /** Whether no other machine can have signed for the round. @param now - L1 seconds. */
  isFree(round: GatedRound, now: bigint): boolean {
    if (!this.#isSettled) return false;
    if (this.#last === undefined || isAfter(round, this.#last)) return true;
    return round.windows === undefined && now >= this.#takenAt + UNOPENED_SECONDS;
  }
}

const isAfter = (one: GatedRound, other: GatedRound): boolean =>
  one.height === other.height ? one.round > other.round : one.height > other.height;
