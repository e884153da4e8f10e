import type { Proposal, ProverBitmap } from "@trellis/protocol";

/** A block proof with what it shows: `ProofSubmission` in IRollup.sol. */
export interface BlockSubmission {
  readonly proposal: Proposal;
  /** As committed. */
  readonly transcriptRoot: Uint8Array;
  readonly committedBitmap: ProverBitmap;
  /** Seats that the proof says have proven. */
  readonly provenBitmap: ProverBitmap;
  readonly stateAfter: bigint;
  readonly contributionsHash: Uint8Array;
  /** Units of asset 0. */
  readonly fees: bigint;
  /** L1 messages consumed after the block, counted from genesis. */
  readonly messageCount: bigint;
  /** All of the block's packed transactions; empty where they were published in chunks. */
  readonly data: Uint8Array;
  /** Data hashes of the chunks, where `data` is empty. */
  readonly dataChunks?: readonly Uint8Array[];
  readonly proof: Uint8Array;
}
