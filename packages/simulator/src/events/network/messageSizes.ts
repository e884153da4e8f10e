import { MAX_DEPTH, nodeCount } from "@trellis/protocol";

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

/** Bytes of a proposal, or of a seat's votes for it. */
export const VOTE_BYTES = 600;
/** How long a peer checks the votes of one seat, milliseconds: 0.94 to 1.1 for eight (packages/gossip/README.md), and a seat casts two. */
export const VOTE_MS = 0.24;
/** How long a slow peer judges a reveal of depth 11, milliseconds; packages/gossip/README.md has 554 for a quicker one. */
const REVEAL_MS = 1_500;

/** Milliseconds in which a peer judges a full block's reveal. */
export function judgeMs(treeDepth: number): number {
  return (REVEAL_MS * nodeCount(treeDepth)) / nodeCount(MAX_DEPTH);
}
