import type { NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "@trellis/strategy";

/** Weight of the latest proof in the mean. */
const LATEST = 0.3;

/** How long proofs take here: at first as configured, then as measured, the latest most. */
export class ProvingTimes {
  #seconds: NodeSeconds;

  /** @param expected - until the first proof of a kind. */
  constructor(expected: NodeSeconds) {
    this.#seconds = expected;
  }

  get seconds(): NodeSeconds {
    return this.#seconds;
  }

  /** Takes in how long one proof took, waiting for other proofs of this machine included. */
  add(kind: NodeKind, seconds: number): void {
    const known = this.#seconds[kind];
    this.#seconds = { ...this.#seconds, [kind]: known + LATEST * (seconds - known) };
  }
}
