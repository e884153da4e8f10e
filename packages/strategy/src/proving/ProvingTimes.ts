import type { NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "./expectedPay.ts";
import { LatestTimes } from "./LatestTimes.ts";

/** Proofs of a kind that count at least: one that waited for others on its machine says little. */
const LEAST_PROOFS = 5;

/** How long one prover's proofs take: at first the expected time, then the median of the latest ones. */
export class ProvingTimes {
  readonly #machines: () => number;
  readonly #latest = { leaf: new LatestTimes(), merge: new LatestTimes(), root: new LatestTimes() };
  #seconds: NodeSeconds;

  /**
   * @param expected - used until the first proof of a kind.
   * @param machines - proofs that can be made at the same time. So many of the latest count, five at least: those that were begun together
   * end one after the other, and the last ones would be taken for all.
   */
  constructor(expected: NodeSeconds, machines: () => number = () => 1) {
    this.#seconds = expected;
    this.#machines = machines;
  }

  get seconds(): NodeSeconds {
    return this.#seconds;
  }

  /** Adds the time of one proof. It includes waiting for other proofs on the same machine. */
  add(kind: NodeKind, seconds: number): void {
    const latest = this.#latest[kind];
    latest.add(seconds, Math.max(LEAST_PROOFS, this.#machines()));
    this.#seconds = { ...this.#seconds, [kind]: latest.median! };
  }
}
