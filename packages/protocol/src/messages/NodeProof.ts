import { TrellisError } from "@trellis/field";
import type { TranscriptTree } from "../auction/TranscriptTree.ts";
import { isVacant } from "../auction/transcriptEntry.ts";
import { MAX_DEPTH } from "../constants.ts";
import { isSeat, ProverBitmap } from "../seats/ProverBitmap.ts";
import {
  decodeSeatWord,
  leafWordHash,
  type NodeProver,
  SEAT_WORD_BYTES,
  seatWordsRoot,
} from "../seats/seatWords.ts";
import type { Tally } from "../seats/Tally.ts";
import { isNodeOf, type NodeKind, nodeCount, nodeKey, nodeKind, type TreeNode } from "../tree/TreeNode.ts";

/**
 * P6.5, R1: a finished proof of one node, as sent over gossip. The receiver computes all public outputs itself: from its own execution of
 * the block, from L1's transcript root and bitmap, and from the seat words. Signature: the seat's, over `nodeProofDigest` with the hash of
 * the words ({@link subtreeWordsHash}).
 */
export interface NodeProof {
  readonly proposalId: Uint8Array;
  readonly node: TreeNode;
  readonly seat: number;
  /** R1: the seat words of the node and all below it, row by row, two bytes each. */
  readonly seatWords: Uint8Array;
  readonly proof: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * What is wrong with a proof's form, or undefined if nothing is: its words must be those of a subtree at its node in some tree, and its own
 * word must name its seat. The proposal's depth and the proof itself are checked elsewhere.
 */
export function subtreeFault({ node, seat, seatWords }: NodeProof): string | undefined {
  const nodes = seatWords.length / SEAT_WORD_BYTES;
  const below = Math.log2(nodes + 1) - 1;
  if (!Number.isInteger(below) || below < 0) return `no subtree has ${nodes} nodes`;
  const treeDepth = node.depth + below;
  if (treeDepth < 1 || treeDepth > MAX_DEPTH) return `no tree has depth ${treeDepth}`;
  if (!isNodeOf(node, treeDepth)) return `no node ${nodeKey(node)} in a tree of depth ${treeDepth}`;
  if (!isSeat(seat)) return `there is no seat ${seat}`;
  try {
    const [own] = subtreeProvers(seatWords, node, treeDepth);
    return own?.seat === seat ? undefined : "the node's own word names another seat";
  } catch (error) {
    if (!(error instanceof TrellisError)) throw error;
    return error.message;
  }
}

/** What the seat words of a subtree say, together with the transcript. */
export interface SubtreeProvers {
  /** R1: `seatWordsHash` of the node's outputs. */
  readonly seatWordsHash: Uint8Array;
  /** R2: seats that proved a node of it as committed. */
  readonly provers: ProverBitmap;
  /** R2: with all entries shown. A proof that hides the entry of a node which nobody proved has fewer vacant ones. */
  readonly tally: Tally;
}

/**
 * Provers of the nodes of a subtree, row by row.
 * @param treeDepth - of the block.
 * @throws TRL-PRO-014 unless there is one word for each node; TRL-PRO-006 for a word that no prover encodes to; TRL-PRO-004 for a node
 * outside the tree.
 */
export function subtreeProvers(seatWords: Uint8Array, node: TreeNode, treeDepth: number): NodeProver[] {
  if (!isNodeOf(node, treeDepth)) {
    throw new TrellisError("TRL-PRO-004", "The tree has no such node.", { ...node, treeDepth });
  }
  if (seatWords.length !== SEAT_WORD_BYTES * nodeCount(treeDepth - node.depth)) {
    throw new TrellisError("TRL-PRO-014", "There is one seat word for each node of the subtree.", {
      bytes: seatWords.length,
      ...node,
      treeDepth,
    });
  }
  return Array.from({ length: seatWords.length / SEAT_WORD_BYTES }, (_, i) =>
    decodeSeatWord(seatWords[2 * i]! * 256 + seatWords[2 * i + 1]!),
  );
}

/** R1: hash of the words of a subtree. @throws TRL-PRO-014 for a length that no subtree has. */
export function subtreeWordsHash(seatWords: Uint8Array): Uint8Array {
  return seatWords.length === SEAT_WORD_BYTES ? leafWordHash(seatWords) : seatWordsRoot(seatWords);
}

/**
 * R1, R2: what a node's proof must put out about its provers, if all entries of the transcript were shown.
 * @param committed - the masked bitmap of the commitment.
 * @throws as {@link subtreeProvers}.
 */
export function judgeSubtree(
  seatWords: Uint8Array,
  node: TreeNode,
  treeDepth: number,
  transcript: TranscriptTree,
  committed: ProverBitmap,
): SubtreeProvers {
  const tally = { committed: { leaf: 0, merge: 0, root: 0 }, vacant: { leaf: 0, merge: 0, root: 0 } };
  const seats = new Set<number>();
  for (const [i, { seat, isCommitted }] of subtreeProvers(seatWords, node, treeDepth).entries()) {
    const row = 31 - Math.clz32(i + 1);
    const at = { depth: node.depth + row, index: node.index * 2 ** row + i + 1 - 2 ** row };
    const kind: NodeKind = nodeKind(at, treeDepth);
    if (isCommitted) {
      tally.committed[kind]++;
      seats.add(seat!);
    }
    if (isVacant(transcript.entry(at), at, committed)) tally.vacant[kind]++;
  }
  return { seatWordsHash: subtreeWordsHash(seatWords), provers: ProverBitmap.of(seats), tally };
}
