import { nodeNumber } from "@trellis/protocol";
import { PATIENCE } from "./rescueTime.ts";
import type { ObservedNode, SeatsInRound } from "./seatsInRound.ts";
import { Timetable } from "./Timetable.ts";

/** How long nodes wait for others. */
export interface RoundTimes {
  /** Time of such a proof in the network, seconds. */
  readonly secondsOf: (node: ObservedNode["node"]) => number;
  /** `claimSeconds` of the rollup. */
  readonly claimTime: number;
}

/** What a seat has shown: numbers of nodes. */
interface Shown {
  /** That it claimed or proved: signs of life. */
  alive: number;
  /** That it left without a claim for the time of one. */
  unclaimed: number;
  /** That it claimed and did not prove in time. */
  late: number;
}

/** Seats that have become silent or late, or no longer are, since they were last asked for. */
export interface ConductChange {
  readonly silent: ReadonlySet<number>;
  readonly late: ReadonlySet<number>;
}

/** R15: what {@link seatsInRound} says, kept up to date node by node. A change of a node costs O(log n). */
export class RoundConduct implements SeatsInRound {
  readonly silent = new Set<number>();
  readonly late = new Set<number>();
  readonly #times: RoundTimes;
  readonly #nodes = new Map<number, ObservedNode>();
  readonly #shown = new Map<number, Shown>();
  /** When a node's seat will have left it or be late with it. */
  readonly #deadlines = new Timetable();
  /** Nodes whose deadline has passed. */
  readonly #passed = new Set<number>();
  readonly #touched = new Set<number>();

  constructor(times: RoundTimes) {
    this.#times = times;
  }

  /** Takes what is known now of a node that can be proven. It replaces what was known of it. */
  set(node: ObservedNode): void {
    const number = nodeNumber(node.node);
    this.delete(number);
    this.#nodes.set(number, node);
    this.#count(node, 1);
    const at = this.#deadline(node);
    if (at !== undefined) this.#deadlines.set(number, at);
  }

  /** Forgets a node, which cannot be proven now. */
  delete(number: number): void {
    const node = this.#nodes.get(number);
    if (node === undefined) return;
    this.#nodes.delete(number);
    this.#count(node, -1);
    this.#deadlines.delete(number);
    if (this.#passed.delete(number)) this.#pass(node, -1);
  }

  /** Brings {@link silent} and {@link late} up to this time, which never goes back. Returns the seats for which they have changed. */
  advance(now: number): ConductChange {
    for (const { key } of this.#deadlines.takeUntil(now)) {
      this.#passed.add(key);
      this.#pass(this.#nodes.get(key)!, 1);
    }
    const silent = new Set<number>();
    const late = new Set<number>();
    for (const seat of this.#touched) {
      const { alive, unclaimed, late: lateNodes } = this.#shown.get(seat)!;
      if (assign(this.silent, seat, unclaimed > 0 && alive === 0)) silent.add(seat);
      if (assign(this.late, seat, lateNodes > 0)) late.add(seat);
    }
    this.#touched.clear();
    return { silent, late };
  }

  #deadline(ready: ObservedNode): number | undefined {
    const { node, readyAt, named, isClaimed, provenBy } = ready;
    if (named === undefined) return undefined;
    if (!isClaimed) return readyAt + this.#times.claimTime * 1_000;
    return provenBy.includes(named) ? undefined : readyAt + PATIENCE * this.#times.secondsOf(node) * 1_000;
  }

  #count({ named, isClaimed, provenBy }: ObservedNode, change: 1 | -1): void {
    for (const seat of provenBy) this.#of(seat).alive += change;
    if (named !== undefined && isClaimed) this.#of(named).alive += change;
  }

  #pass({ named, isClaimed }: ObservedNode, change: 1 | -1): void {
    const shown = this.#of(named!);
    if (isClaimed) shown.late += change;
    else shown.unclaimed += change;
  }

  #of(seat: number): Shown {
    this.#touched.add(seat);
    let shown = this.#shown.get(seat);
    if (shown === undefined) {
      shown = { alive: 0, unclaimed: 0, late: 0 };
      this.#shown.set(seat, shown);
    }
    return shown;
  }
}

/** Puts a seat into a set or out of it. Returns whether this changed the set. */
function assign(set: Set<number>, seat: number, isIn: boolean): boolean {
  if (set.has(seat) === isIn) return false;
  if (isIn) set.add(seat);
  else set.delete(seat);
  return true;
}
