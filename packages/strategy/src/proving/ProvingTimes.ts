import type { NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "./expectedPay.ts";

/** Weight of the latest proof in the mean. */
const LATEST = 0.3;

/** How long one prover's proofs take: at first the expected time, then a moving mean of the measured times. */
export class ProvingTimes {
  #seconds: NodeSeconds;

  /** @param expected - used until the first proof of a kind. */
  constructor(expected: NodeSeconds) {
    this.#seconds = expected;
  }

  get seconds(): NodeSeconds {
    return this.#seconds;
  }

  /** Adds the time of one proof. It includes waiting for other proofs on the same machine. */
  add(kind: NodeKind, seconds: number): void {
    const known = this.#seconds[kind];
    this.#seconds = { ...this.#seconds, [kind]: known + LATEST * (seconds - known) };
  }
}
