import type { OpenBid } from "./Agent.ts";
import type { SettledRound } from "./settleRound.ts";

/** A commitment as the round's end shows it. */
export interface PlayedBid extends OpenBid {
  readonly committedSeats: number;
  /** Whether it was shown to all. */
  readonly isRevealed: boolean;
  readonly isProven: boolean;
}

/** A round that was played. */
export interface PlayedRound extends SettledRound {
  readonly bids: readonly PlayedBid[];
  /** R8: penalties of each agent's seats, wei, by its number. */
  readonly penalties: readonly bigint[];
  /** R8: cases of each agent's seats. */
  readonly cases: readonly number[];
  /** Nodes that seats of each agent proved, by its number: as named, or for others. */
  readonly proofs: readonly number[];
  /** R8: nodes that each agent's seats were named for in the block that was shown, and those that they claimed or proved. */
  readonly bound: readonly number[];
  readonly kept: readonly number[];
  /** Whether the leader kept its block back. */
  readonly isWithheld: boolean;
}
