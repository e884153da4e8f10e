import type { NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "../proving/expectedPay.ts";
import { LatestTimes } from "./LatestTimes.ts";

/** Proofs of a kind that count within a round. The median of five: one proof that was held up says little. */
const LATEST = 5;
/** Proofs of a round that count for the next one. */
const OF_ROUND = 4_096;

const KINDS: readonly NodeKind[] = ["leaf", "merge", "root"];

/**
 * How long one prover's proofs take: at first the expected time, then the median of the latest ones. A round begins with the median of all
 * proofs of the last one: those that a machine began together end one after the other, and the last ones would be taken for all.
 */
export class ProvingTimes {
  readonly #latest = timesOfKinds();
  readonly #ofRound = timesOfKinds();
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
    this.#ofRound[kind].add(seconds, OF_ROUND);
    this.#latest[kind].add(seconds, LATEST);
    this.#set(kind, this.#latest[kind].median!);
  }

  /** Ends a round. */
  settle(): void {
    for (const kind of KINDS) {
      const { median } = this.#ofRound[kind];
      if (median === undefined) continue;
      this.#ofRound[kind].clear();
      this.#latest[kind].clear();
      this.#set(kind, median);
    }
  }

  #set(kind: NodeKind, seconds: number): void {
    this.#seconds = { ...this.#seconds, [kind]: seconds };
  }
}

function timesOfKinds(): Readonly<Record<NodeKind, LatestTimes>> {
  return { leaf: new LatestTimes(), merge: new LatestTimes(), root: new LatestTimes() };
}
