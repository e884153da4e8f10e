import { nodeCount } from "@trellis/protocol";

/** Bytes of a node proof: a leaf's message (docs/adr/0006). */
export const NODE_PROOF_BYTES = 13_000;
/** An entry of a transcript with its vote, and a transaction on the wire: a transcript of depth 11 has 303 kB, an order 1.6 MB. */
const ENTRY_BYTES = 74;
const TRANSACTION_BYTES = 98;
const TRANSACTIONS_A_LEAF = 8;

/** Bytes of a proposer's reveal: the order of a full block, and the transcript. */
export function revealBytes(treeDepth: number): number {
  return nodeCount(treeDepth) * ENTRY_BYTES + 2 ** treeDepth * TRANSACTIONS_A_LEAF * TRANSACTION_BYTES;
}
