import type { Hex } from "viem";

/** What the rollup keeps of a committed proposal: `Commitment` in IRollup.sol, with what the contract takes from calldata. */
export interface Commitment {
  /** Wei in escrow. */
  readonly burnBid: bigint;
  readonly roundId: bigint;
  /** Place among the round's commitments. */
  readonly place: number;
  readonly committedProvers: number;
  /** Seats in the proof that are active in the round's snapshot. */
  readonly provenProvers: number;
  /** Seats in the proof that were committed. */
  readonly provenCommittedProvers: number;
  readonly proven: boolean;
  /** Whether bid and bond have left the escrow. */
  readonly settled: boolean;
  readonly won: boolean;
  /** P8.4: whether it is among the best U + 1 proven of its round. */
  readonly ranked: boolean;
  readonly depth: number;
  /** Failures of its proposer when it was made. */
  readonly failures: number;
  /** keccak256(transcript root ‖ bitmap hash). */
  readonly authorised: Hex;
  /** Of the accepted proof, or zero. */
  readonly contributionsHash: Hex;
  /** keccak256(data hash ‖ prover set root) of the accepted proof, or zero (P9.3). */
  readonly context: Hex;
  readonly parent: Hex;
  readonly proposer: Hex;
}
