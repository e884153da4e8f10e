import type { Hex } from "viem";

/** `Commitment` in Types.sol, with what the contract takes from calldata. */
export interface Commitment {
  /** Wei in escrow. */
  readonly burnBid: bigint;
  readonly roundId: number;
  /** Place among the round's commitments. */
  readonly place: number;
  /** Seats of its bitmap that were active in the round's snapshot. */
  readonly committedSeats: number;
  readonly depth: number;
  readonly proverShareBps: number;
  /** α of its round. */
  readonly alpha: number;
  /** Whether bid and bond have left the escrow. */
  readonly settled: boolean;
  /** keccak256(transcript root ‖ keccak256(masked bitmap)). */
  readonly authorised: Hex;
  readonly parent: Hex;
  readonly proposer: Hex;
}
