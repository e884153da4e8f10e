import { nodeKind, nodeNumber } from "@trellis/protocol";
import type { ProofOption, ProofOptions, ProvingSituation, ReadyNode } from "./proofOptions.ts";
import { RoundConduct } from "./RoundConduct.ts";
import { rescueOpensAt, rescueTime } from "./rescueTime.ts";
import { Timetable } from "./Timetable.ts";

/** What does not change while a schedule is used. */
export type ScheduleTerms = Pick<ProvingSituation, "treeDepth" | "seats" | "seconds" | "claimTime">;

/** A node that is open to others, and the own seat that is the first in its order. */
interface Turn {
  readonly ready: ReadyNode;
  readonly opensAt: number;
  readonly seat: number;
  /** Active seats before it, silent ones left out. */
  rank: number;
  dueAt: number;
}

/**
 * R15: what {@link proofOptions} says of a block's nodes, kept up to date node by node. So a proof costs O(log n) in a tree of n nodes, and
 * no look at the nodes that it does not concern. A seat that falls silent, or is heard again, costs a step for each node that waits for
 * others.
 */
export class ProvingSchedule {
  readonly #terms: ScheduleTerms;
  readonly #own: ReadonlySet<number>;
  readonly #conduct: RoundConduct;
  readonly #nodes = new Map<number, ReadyNode>();
  /** Nodes by the seat that they name. */
  readonly #named = new Map<number, Set<number>>();
  /** Claimed nodes of own seats that are to be proven. */
  readonly #claimed = new Set<number>();
  /** When nodes are open to others. */
  readonly #opening = new Timetable();
  /** Nodes that are open to others and not proven. */
  readonly #open = new Map<number, Turn>();
  /** When it is an own seat's turn at an open node. */
  readonly #turns = new Timetable();
  readonly #due = new Set<number>();

  constructor(terms: ScheduleTerms) {
    this.#terms = terms;
    this.#own = new Set(terms.seats);
    const secondsOf = (node: ReadyNode["node"]): number => this.#secondsOf(node);
    this.#conduct = new RoundConduct({ secondsOf, claimTime: terms.claimTime });
  }

  /** Takes what is known now of a node that can be proven. It replaces what was known of it. */
  set(ready: ReadyNode): void {
    const number = nodeNumber(ready.node);
    this.delete(number);
    this.#nodes.set(number, ready);
    this.#conduct.set(ready);
    const { named, isClaimed, provenBy, barred } = ready;
    if (named !== undefined) {
      const nodes = this.#named.get(named) ?? new Set();
      this.#named.set(named, nodes.add(number));
    }
    if (isClaimed && named !== undefined && this.#own.has(named)) {
      if (!provenBy.includes(named) && !barred.includes(named)) this.#claimed.add(number);
    } else if (provenBy.length === 0) this.#wait(number, ready);
  }

  /** Forgets a node, which cannot be proven now. @param number - its {@link nodeNumber}. */
  delete(number: number): void {
    const ready = this.#nodes.get(number);
    if (ready === undefined) return;
    this.#nodes.delete(number);
    this.#conduct.delete(number);
    if (ready.named !== undefined) this.#named.get(ready.named)!.delete(number);
    this.#claimed.delete(number);
    this.#close(number);
  }

  /** As {@link proofOptions} gives them. @param now - milliseconds; it never goes back. */
  options(now: number): ProofOptions {
    this.#advance(now);
    const claimed = [...this.#claimed]
      .sort((a, b) => a - b)
      .map((number): ProofOption => {
        const { node, named } = this.#nodes.get(number)!;
        return { node, seat: named!, isNamed: true, isClaimed: true };
      });
    const due = [...this.#due]
      .sort((a, b) => Number(b === 0) - Number(a === 0) || this.#dueAt(a) - this.#dueAt(b) || a - b)
      .map((number): ProofOption => {
        const { ready, seat } = this.#open.get(number)!;
        return { node: ready.node, seat, isNamed: seat === ready.named, isClaimed: false };
      });
    const times = [this.#opening.next, this.#turns.next].filter((at) => at !== undefined);
    return { options: [...claimed, ...due], nextAt: times.length === 0 ? undefined : Math.min(...times) };
  }

  #advance(now: number): void {
    const changed = this.#conduct.advance(now);
    for (const seat of changed.late) {
      for (const number of this.#named.get(seat) ?? []) {
        if (!this.#opening.has(number) && !this.#open.has(number)) continue;
        this.#close(number);
        this.#wait(number, this.#nodes.get(number)!);
      }
    }
    for (const seat of changed.silent) this.#noteSilence(seat);
    for (const { key, at } of this.#opening.takeUntil(now)) this.#openTo(key, at);
    for (const { key } of this.#turns.takeUntil(now)) this.#due.add(key);
  }

  /** A node that an own seat may prove for others, from some time on. */
  #wait(number: number, ready: ReadyNode): void {
    const { node, readyAt, named, isClaimed, barred } = ready;
    if (this.#terms.seats.every((seat) => barred.includes(seat))) return;
    const isNamed = named !== undefined && !barred.includes(named);
    const isLate = named !== undefined && this.#conduct.late.has(named);
    const awaited = { readyAt, isNamed, isClaimed, isLate };
    this.#opening.set(number, rescueOpensAt(awaited, this.#secondsOf(node), this.#terms.claimTime));
  }

  #openTo(number: number, opensAt: number): void {
    const ready = this.#nodes.get(number)!;
    const able = ready.barred.length === 0 ? this.#own : this.#own.difference(new Set(ready.barred));
    const first = ready.order().first(able, this.#conduct.silent);
    if (first === undefined) return;
    const turn: Turn = { ready, opensAt, ...first, dueAt: Number.NaN };
    this.#open.set(number, turn);
    this.#schedule(number, turn);
  }

  /** A seat has become silent or is heard again: those behind it move. */
  #noteSilence(seat: number): void {
    const change = this.#conduct.silent.has(seat) ? -1 : 1;
    for (const [number, turn] of this.#open) {
      if (seat === turn.seat || !turn.ready.order().isBefore(seat, turn.seat)) continue;
      turn.rank += change;
      this.#schedule(number, turn);
    }
  }

  #schedule(number: number, turn: Turn): void {
    const dueAt = rescueTime(turn.opensAt, turn.rank, this.#secondsOf(turn.ready.node));
    if (dueAt === turn.dueAt) return;
    turn.dueAt = dueAt;
    this.#due.delete(number);
    this.#turns.set(number, dueAt);
  }

  #close(number: number): void {
    this.#opening.delete(number);
    this.#open.delete(number);
    this.#turns.delete(number);
    this.#due.delete(number);
  }

  #dueAt(number: number): number {
    return this.#open.get(number)!.dueAt;
  }

  #secondsOf(node: ReadyNode["node"]): number {
    return this.#terms.seconds[nodeKind(node, this.#terms.treeDepth)];
  }
}
