import type { SeatSet } from "./SeatSet.ts";

/** A commitment of a round. */
export interface Block {
  /** Number of the agent that proposed it. */
  readonly proposer: number;
  /** Wei. */
  readonly burnBid: bigint;
  readonly proverShareBps: number;
  readonly depth: number;
  /** The masked bitmap. */
  readonly committed: SeatSet;
  readonly committedSeats: number;
  /** Seat that the transcript names for each node, by number; `NOBODY` where the entry is vacant. */
  readonly named: Int16Array;
}

/** Who proved a block. */
export interface BlockProof {
  /** Seat that proved each node, by number; `NOBODY` if it is not shown. A node proven by the seat named for it is committed (R2). */
  readonly provers: Int16Array;
}

/** A block of a round, and its proof if it has one. Kept proofs of a block count as one that shows all of them. */
export interface ProvenBlock {
  readonly block: Block;
  readonly proof: BlockProof | undefined;
}
