import type { Proposal, ProverBitmap } from "@trellis/protocol";

/** A block proof, and the values from which its public inputs are made: `ProofSubmission` in Types.sol. */
export interface ProofSubmission {
  readonly proposal: Proposal;
  readonly transcriptRoot: bigint;
  /** The masked bitmap of the commitment. */
  readonly committed: ProverBitmap;
  /** Seats that proved a node as committed. */
  readonly provers: ProverBitmap;
  readonly stateAfter: bigint;
  readonly statesRoot: bigint;
  readonly tally: bigint;
  readonly fees: bigint;
  readonly messageCount: bigint;
  /** 2^depth · 160 bytes, or empty if the chunks name published data. */
  readonly data: Uint8Array;
  readonly chunks: readonly Uint8Array[];
  /** R1: two bytes for each node, in the order of node numbers. */
  readonly seatWords: Uint8Array;
  readonly proof: Uint8Array;
}
