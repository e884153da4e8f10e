import { type L1Event, NodeSet } from "@trellis/l1";
import { TrackedMap } from "@trellis/protocol";
import type { Hex } from "viem";

/** P8.3: the settled reward of a final block. */
export interface SettledReward {
  /** What its provers share, wei. */
  readonly pool: bigint;
  /** Proven seats of the block. */
  readonly winnerSeats: number;
  /** R7: L1 time until which losing blocks may be named, and from which shares are paid. */
  readonly claimsFrom: bigint;
}

/** Blocks kept. Older pay is claimed by hand (`trellis prover claim`). */
const KEPT_BLOCKS = 4_096;

/** What was paid of a final block. */
export interface PaidShares {
  /** Numbers of its nodes. */
  readonly nodes: NodeSet;
  /** R7: new seats of its round. */
  readonly newSeats: NodeSet;
}

/** Rewards of final blocks and what was paid of them, rebuilt from events alone. */
export class RewardBook {
  /** By block. For a store. */
  readonly tables = {
    settled: new TrackedMap<Hex, SettledReward>(KEPT_BLOCKS),
    paid: new TrackedMap<Hex, PaidShares>(KEPT_BLOCKS),
  };

  /** The reward of a final block; undefined if it is not settled. */
  settled(proposalId: Hex): SettledReward | undefined {
    return this.tables.settled.get(proposalId);
  }

  /** Whether a node of a final block was paid. */
  isPaid(proposalId: Hex, nodeNumber: number): boolean {
    return this.tables.paid.get(proposalId)?.nodes.has(nodeNumber) ?? false;
  }

  /** R7: whether a new seat of a block's round was paid. */
  isNewSeatPaid(winner: Hex, seat: number): boolean {
    return this.tables.paid.get(winner)?.newSeats.has(seat) ?? false;
  }

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event): void {
    switch (event.eventName) {
      case "RewardSettled": {
        const { proposalId, pool, winnerSeats, claimsFrom } = event.args;
        this.tables.settled.set(proposalId, { pool, winnerSeats, claimsFrom });
        break;
      }
      case "NodePaid":
        this.#paidOf(event.args.proposalId).nodes.add(Number(event.args.nodeNumber));
        break;
      case "NewSeatPaid":
        this.#paidOf(event.args.winner).newSeats.add(event.args.seat);
        break;
    }
  }

  /** The shares of a block, to be changed. */
  #paidOf(proposalId: Hex): PaidShares {
    const { paid } = this.tables;
    const known = paid.getOrMake(proposalId, () => ({ nodes: new NodeSet(), newSeats: new NodeSet() }));
    paid.touch(proposalId);
    return known;
  }
}
