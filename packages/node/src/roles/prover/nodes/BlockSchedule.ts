import { fromHex, nodeAt, type ProverBitmap } from "@trellis/protocol";
import type { NodeSeconds } from "@trellis/strategy";
import { type ProofOptions, ProvingSchedule, RescueOrder } from "@trellis/strategy";
import type { KnownProposal } from "../../../proposals/KnownProposal.ts";
import type { NodeWatch } from "../../../proposals/NodeWatch.ts";
import type { OwnSeat } from "../OwnSeats.ts";
import { readyNode } from "./readyNodes.ts";

/** What a schedule is made for. If it changes, the schedule starts anew. */
export interface BlockTerms {
  /** Own seats that count in the block's round. */
  readonly seats: readonly OwnSeat[];
  /** All seats that count in it. */
  readonly active: ProverBitmap;
  /** Usual times of such proofs in the network. */
  readonly seconds: NodeSeconds;
  /** `claimSeconds` of the rollup. */
  readonly claimTime: number;
}

/** R15: what own seats can prove in a block. It looks only at nodes about which something has changed. */
export class BlockSchedule {
  readonly #known: KnownProposal;
  readonly #watch: NodeWatch;
  readonly #orders = new Map<number, RescueOrder>();
  #terms: BlockTerms | undefined;
  #own: readonly number[] = [];
  #active: readonly number[] = [];
  #schedule: ProvingSchedule | undefined;

  constructor(known: KnownProposal) {
    this.#known = known;
    this.#watch = known.watchNodes();
  }

  /**
   * Takes in what has changed. Call it regularly: a node counts as ready, or claimed, since the first call that found it so.
   * @param inputMs - how long the proofs below a node usually take to come. Milliseconds.
   * @param now - milliseconds.
   */
  update(terms: BlockTerms, inputMs: number, now: number): void {
    const schedule = this.#scheduleFor(terms);
    for (const number of this.#watch.take()) {
      const order = (): RescueOrder => this.#orderOf(number);
      const { claimTime } = terms;
      const ready = readyNode(this.#known, nodeAt(number), this.#own, { order, claimTime, inputMs }, now);
      if (ready === undefined) schedule.delete(number);
      else schedule.set(ready);
    }
  }

  /** What can be proven now, in order, as of the last {@link update}. @param now - milliseconds. */
  options(now: number): ProofOptions {
    return this.#schedule?.options(now) ?? { options: [], nextAt: undefined };
  }

  #scheduleFor(terms: BlockTerms): ProvingSchedule {
    const last = this.#terms;
    this.#terms = terms;
    if (last !== undefined && this.#schedule !== undefined && isSame(last, terms)) return this.#schedule;
    const { seats, active, seconds, claimTime } = terms;
    this.#own = seats.map(({ seat }) => seat);
    this.#active = active.seats();
    this.#orders.clear();
    const { depth: treeDepth } = this.#known.proposal;
    this.#schedule = new ProvingSchedule({ treeDepth, seats: this.#own, seconds, claimTime });
    this.#watch.noteAll();
    return this.#schedule;
  }

  #orderOf(number: number): RescueOrder {
    let order = this.#orders.get(number);
    if (order === undefined) {
      order = new RescueOrder(fromHex(this.#known.id), nodeAt(number), this.#active);
      this.#orders.set(number, order);
    }
    return order;
  }
}

function isSame(one: BlockTerms, other: BlockTerms): boolean {
  if (one.seconds !== other.seconds || one.claimTime !== other.claimTime) return false;
  if (one.active !== other.active && !one.active.equals(other.active)) return false;
  if (one.seats === other.seats) return true;
  return (
    one.seats.length === other.seats.length &&
    one.seats.every(({ seat }, place) => seat === other.seats[place]!.seat)
  );
}
