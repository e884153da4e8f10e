import type { TranscriptEntry } from "@trellis/protocol";

/** An entry of a committed transcript and its path of tree depth + 1 siblings (P5.2). */
export interface TranscriptProof {
  readonly entry: TranscriptEntry;
  readonly siblings: readonly Uint8Array[];
}

/** P9.3: a proof of one node, as far as L1 looks at what it shows. The verifier looks at the rest. */
export interface ShownNode {
  readonly depth: number;
  readonly index: number;
  /** The node's contribution, 10 bytes. */
  readonly entry: Uint8Array;
  /** Of the node's transactions. */
  readonly dataHash: Uint8Array;
  /** From there up to the block's data hash. */
  readonly dataSiblings: readonly Uint8Array[];
  readonly proof: Uint8Array;
}
