import type { L1Event } from "@trellis/l1";
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
/** Payments kept: those of the last blocks of full depth, and many more of smaller ones. */
const KEPT_PAYMENTS = 262_144;

/** Rewards of final blocks and what was paid of them, rebuilt from events alone. */
export class RewardBook {
  /** Rewards by block; and `proposal/node` and `proposal/new/seat` that were paid. For a store. */
  readonly tables = {
    settled: new TrackedMap<Hex, SettledReward>(KEPT_BLOCKS),
    paid: new TrackedMap<string, true>(KEPT_PAYMENTS),
  };

  /** The reward of a final block; undefined if it is not settled. */
  settled(proposalId: Hex): SettledReward | undefined {
    return this.tables.settled.get(proposalId);
  }

  /** Whether a node of a final block was paid. */
  isPaid(proposalId: Hex, nodeNumber: number): boolean {
    return this.tables.paid.has(`${proposalId}/${nodeNumber}`);
  }

  /** R7: whether a new seat of a block's round was paid. */
  isNewSeatPaid(winner: Hex, seat: number): boolean {
    return this.tables.paid.has(`${winner}/new/${seat}`);
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
        this.tables.paid.set(`${event.args.proposalId}/${event.args.nodeNumber}`, true);
        break;
      case "NewSeatPaid":
        this.tables.paid.set(`${event.args.winner}/new/${event.args.seat}`, true);
        break;
    }
  }
}
