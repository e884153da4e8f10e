import type { Hex } from "viem";
import type { RollupSettings } from "./RollupSettings.ts";

/** What may be said of a round before it takes proofs; see `NextRound` in IRollup.sol. */
export interface RoundStatus {
  readonly roundId: bigint;
  readonly height: bigint;
  readonly round: number;
  readonly windowOpen: boolean;
  readonly windowStart: bigint;
  readonly commitEnd: bigint;
  readonly commitments: number;
  readonly alpha: number;
  readonly proverSetRoot: Hex;
  readonly activeBitmap: readonly bigint[];
}

/** Everything about the head and the running round; see `Status` in IRollup.sol. */
export interface Status extends RoundStatus {
  readonly proofStart: bigint;
  readonly proofEnd: bigint;
  readonly head: Hex;
  readonly stateRoot: bigint;
  readonly best: Hex;
  readonly bestScore: bigint;
  readonly messagesQueued: bigint;
  readonly messagesConsumed: bigint;
  readonly settings: RollupSettings;
  readonly next: RoundStatus;
}

/** One row of the ranking; see `Ranked` in IRollup.sol. */
export interface Ranked {
  readonly proposalId: Hex;
  readonly roundId: bigint;
  readonly burnBid: bigint;
  readonly committedProvers: number;
  readonly proven: boolean;
  readonly provenProvers: number;
  readonly score: bigint;
}
