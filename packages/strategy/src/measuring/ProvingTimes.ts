import { NODE_KINDS, type NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "../proving/expectedPay.ts";
import { LatestTimes } from "./LatestTimes.ts";

/** Proofs of a kind that count within a round: their median, so that one or two that were held up say little. */
const LATEST = 5;
/** What is expected counts as so many of them until they are made. */
const EXPECTED = 3;

/**
 * How long one prover's proofs take: at first the expected time, then the median of the latest ones. After a round with five proofs of a kind or
 * more, the median of all of them is expected: those that a machine began together end one after the other, and the last ones would be taken for all.
 */
export class ProvingTimes {
  readonly #latest = timesOfKinds(LATEST);
  readonly #ofRound = timesOfKinds();
  #seconds: NodeSeconds;

  /** @param expected - counts as {@link EXPECTED} proofs of each kind. */
  constructor(expected: NodeSeconds) {
    this.#seconds = expected;
    for (const kind of NODE_KINDS) this.#expect(kind, expected[kind]);
  }

  get seconds(): NodeSeconds {
    return this.#seconds;
  }

  /** Adds the time of one proof. It includes waiting for other proofs on the same machine. */
  add(kind: NodeKind, seconds: number): void {
    this.#ofRound[kind].add(seconds);
    this.#latest[kind].add(seconds);
    this.#seconds = { ...this.#seconds, [kind]: this.#latest[kind].median! };
  }

  /** Ends a round. */
  settle(): void {
    for (const kind of NODE_KINDS) {
      const ofRound = this.#ofRound[kind];
      if (ofRound.size < LATEST) continue;
      this.#expect(kind, ofRound.median!);
      ofRound.clear();
    }
  }

  #expect(kind: NodeKind, seconds: number): void {
    this.#latest[kind].clear();
    for (let proof = 0; proof < EXPECTED; proof++) this.#latest[kind].add(seconds);
    this.#seconds = { ...this.#seconds, [kind]: seconds };
  }
}

function timesOfKinds(most?: number): Readonly<Record<NodeKind, LatestTimes>> {
  return { leaf: new LatestTimes(most), merge: new LatestTimes(most), root: new LatestTimes(most) };
}
