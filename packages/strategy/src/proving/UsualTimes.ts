import type { NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "./expectedPay.ts";

/** Seats whose times are needed before they count: fewer could be one operator's. */
const LEAST_SEATS = 5;
/** Seats whose latest time is kept, for each kind of node. */
const MOST_SEATS = 256;
/** The usual time is at most this many times the expected one: a seat that feigns to be slow can make others wait so long, and no longer. */
export const MOST_SLOWDOWN = 4;

const KINDS: readonly NodeKind[] = ["leaf", "merge", "root"];

/**
 * R15: how long a proof usually takes in the network, by which seats judge when to step in for others. It is the median over seats of the
 * time from a seat's start claim to its proof. It is never less than expected: in a fast network a message on its way would be taken for a
 * late seat. It changes only in {@link settle}, so that all nodes of a block are judged alike.
 */
export class UsualTimes {
  readonly #expected: NodeSeconds;
  readonly #latest: Readonly<Record<NodeKind, Map<number, number>>>;
  #seconds: NodeSeconds;

  /** @param expected - what this node's configuration says of such proofs, seconds. */
  constructor(expected: NodeSeconds) {
    this.#expected = expected;
    this.#seconds = expected;
    this.#latest = { leaf: new Map(), merge: new Map(), root: new Map() };
  }

  /** Usual times, seconds. The same object until they change. */
  get seconds(): NodeSeconds {
    return this.#seconds;
  }

  /** Takes the time that a seat took for a node that it had claimed. */
  add(kind: NodeKind, seat: number, seconds: number): void {
    const latest = this.#latest[kind];
    latest.delete(seat);
    latest.set(seat, seconds);
    if (latest.size > MOST_SEATS) latest.delete(latest.keys().next().value!);
  }

  /** Brings {@link seconds} up to date; call it between rounds. */
  settle(): void {
    const [leaf, merge, root] = KINDS.map((kind) => this.#usual(kind)) as [number, number, number];
    const { seconds } = this;
    if (leaf === seconds.leaf && merge === seconds.merge && root === seconds.root) return;
    this.#seconds = { leaf, merge, root };
  }

  #usual(kind: NodeKind): number {
    const expected = this.#expected[kind];
    const times = [...this.#latest[kind].values()].sort((a, b) => a - b);
    if (times.length < LEAST_SEATS) return this.#seconds[kind];
    const median = times[times.length >> 1]!;
    return Math.min(Math.max(median, expected), MOST_SLOWDOWN * expected);
  }
}
