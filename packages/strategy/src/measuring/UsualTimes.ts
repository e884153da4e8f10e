import { NODE_KINDS, type NodeKind } from "@trellis/protocol";
import type { NodeSeconds } from "../proving/expectedPay.ts";

/** Seats whose times are needed before they count: fewer could be one operator's. */
const LEAST_SEATS = 5;
/** The usual time is at most this many times the expected one: a seat that feigns to be slow can make others wait so long, and no longer. */
export const MOST_SLOWDOWN = 4;
/** Within a round the usual time grows by so many times at least, or not at all: each change makes a prover look at all nodes again. */
const LEAST_GROWTH = 1.25;
/** The quickest part of the seats, by which a network is judged while others are still at work. All others may be dead. */
const QUICK = 0.4;
/** Milliseconds until it is looked at again within a round. */
const LOOK_AFTER = 500;

/**
 * R15: how long a proof usually takes in the network, by which seats judge when to step in for others. It is the median over seats of the time
 * from a seat's start claim to its proof, or what the quickest two in five seats need, if that is more; there a seat that is still at work counts
 * with the time that it has had. Without them, a network seems fast as long as only the quick ones are done. It is never less than expected: in a
 * fast network a message on its way would be taken for a late seat. Of kinds of nodes that few seats have proven it is as many times the expected
 * time as of the kind below: what slows leaves down slows merges down. It falls in {@link settle} only. In a round it grows: if seats stepped in
 * for others that are no slower than themselves, everybody would be slower still.
 */
export class UsualTimes {
  readonly #expected: NodeSeconds;
  /** Seconds, by seat. */
  readonly #latest: Readonly<Record<NodeKind, Map<number, number>>>;
  /** When seats at work have claimed: milliseconds, by seat. */
  readonly #claimedAt: Readonly<Record<NodeKind, Map<number, number>>>;
  /** Slowdowns of the last round that had enough seats. */
  readonly #known: Record<NodeKind, number | undefined> = {
    leaf: undefined,
    merge: undefined,
    root: undefined,
  };
  #seconds: NodeSeconds;
  #lookAt = Number.NEGATIVE_INFINITY;

  /** @param expected - what this node's configuration says of such proofs, seconds. */
  constructor(expected: NodeSeconds) {
    this.#expected = expected;
    this.#seconds = expected;
    this.#latest = { leaf: new Map(), merge: new Map(), root: new Map() };
    this.#claimedAt = { leaf: new Map(), merge: new Map(), root: new Map() };
  }

  /** Usual times, seconds. The same object until they change. */
  get seconds(): NodeSeconds {
    return this.#seconds;
  }

  /** A seat has claimed a node. @param now - milliseconds, as for {@link grow}. */
  begin(kind: NodeKind, seat: number, now: number): void {
    if (!this.#claimedAt[kind].has(seat)) this.#claimedAt[kind].set(seat, now);
  }

  /** Takes the time that a seat took for a node that it had claimed. */
  add(kind: NodeKind, seat: number, seconds: number): void {
    this.#latest[kind].set(seat, seconds);
  }

  /** Brings {@link seconds} up to date; call it between rounds. The next round counts anew, but for kinds that few seats have proven. */
  settle(): void {
    // Who has proven nothing in the round is taken for dead.
    for (const kind of NODE_KINDS) this.#claimedAt[kind].clear();
    const usual = this.#usual(0);
    if (NODE_KINDS.some((kind) => usual[kind] !== this.#seconds[kind])) this.#seconds = usual;
    for (const kind of NODE_KINDS) {
      this.#known[kind] = this.#slowdown(kind, 0);
      if (this.#latest[kind].size >= LEAST_SEATS) this.#latest[kind].clear();
    }
  }

  /** Raises {@link seconds} if the network has become slower; call it within a round, as often as you like. @param now - milliseconds. */
  grow(now: number): void {
    if (now < this.#lookAt) return;
    this.#lookAt = now + LOOK_AFTER;
    const usual = this.#usual(now);
    const isGrown = (kind: NodeKind): boolean => usual[kind] >= LEAST_GROWTH * this.#seconds[kind];
    if (!NODE_KINDS.some(isGrown)) return;
    const [leaf, merge, root] = NODE_KINDS.map((kind) => Math.max(usual[kind], this.#seconds[kind]));
    this.#seconds = { leaf: leaf!, merge: merge!, root: root! };
  }

  #usual(now: number): NodeSeconds {
    let slowdown = 1;
    const [leaf, merge, root] = NODE_KINDS.map((kind) => {
      slowdown = this.#slowdown(kind, now) ?? slowdown;
      return slowdown * this.#expected[kind];
    });
    return { leaf: leaf!, merge: merge!, root: root! };
  }

  /** How many times the expected time proofs of a kind take, in this round or else the last; undefined if too few seats have made one. */
  #slowdown(kind: NodeKind, now: number): number | undefined {
    const latest = this.#latest[kind];
    const made = [...latest.values()];
    const had = [...this.#claimedAt[kind]].flatMap(([seat, at]) =>
      latest.has(seat) ? [] : (now - at) / 1_000,
    );
    const seconds = [quantile(made, 0.5), quantile([...made, ...had], QUICK)].filter(
      (one) => one !== undefined,
    );
    if (seconds.length === 0) return this.#known[kind];
    return Math.min(Math.max(...seconds.map((one) => one / this.#expected[kind]), 1), MOST_SLOWDOWN);
  }
}

/** What a part of some times is below; undefined for too few. */
function quantile(times: readonly number[], part: number): number | undefined {
  if (times.length < LEAST_SEATS) return undefined;
  return times.toSorted((a, b) => a - b)[Math.floor(part * times.length)];
}
