import { isSeat, ProverBitmap } from "../seats/ProverBitmap.ts";
import { covers, isNodeOf, nodeKey, type TreeNode } from "../tree/TreeNode.ts";
import type { VoteScope } from "./Vote.ts";

/** P5.2: `seat` was named for `node` on the basis of this vote by the seat (64-byte signature). */
export interface TranscriptEntry {
  readonly node: TreeNode;
  readonly seat: number;
  readonly vote: VoteScope;
  readonly signature: Uint8Array;
}

/**
 * Returns what is wrong with a transcript's shape, or undefined if nothing is (P5.1). Each node must be in the tree and occur
 * once; seats and votes must be possible; each vote must cover its node and be used at most once. Signatures are checked elsewhere.
 * Never throws.
 */
export function transcriptFault(entries: readonly TranscriptEntry[], treeDepth: number): string | undefined {
  const fault = placeFault(entries, treeDepth);
  if (fault !== undefined) return fault;
  const votes = new Set<string>();
  for (const { node, seat, vote } of entries) {
    if (!covers(vote, node)) return `the vote ${nodeKey(vote)} does not cover node ${nodeKey(node)}`;
    const key = voteKey(seat, vote);
    if (votes.has(key)) return `vote ${key} is used twice`;
    votes.add(key);
  }
  return undefined;
}

const voteKey = (seat: number, vote: VoteScope): string => `${seat}:${nodeKey(vote)}:${vote.slot}`;

/** Returns why entries cannot be placed in a tree, or undefined. Does not check how they use votes. */
function placeFault(entries: readonly TranscriptEntry[], treeDepth: number): string | undefined {
  const nodes = new Set<string>();
  for (const { node, seat, vote, signature } of entries) {
    if (!isNodeOf(node, treeDepth)) return `node ${nodeKey(node)} is not in a tree of depth ${treeDepth}`;
    if (!isSeat(seat)) return `there is no seat ${seat}`;
    if (!isNodeOf(vote, treeDepth)) return `the vote ${nodeKey(vote)} is not in a tree of depth ${treeDepth}`;
    if (!Number.isInteger(vote.slot) || vote.slot < 0 || vote.slot > 0xffff)
      return `there is no slot ${vote.slot}`;
    if (signature.length !== 64) return `the vote for node ${nodeKey(node)} has no signature of 64 bytes`;
    if (nodes.has(nodeKey(node))) return `node ${nodeKey(node)} stands twice`;
    nodes.add(nodeKey(node));
  }
  return undefined;
}

/** The seats that a transcript names. */
export function transcriptBitmap(entries: readonly TranscriptEntry[]): ProverBitmap {
  return ProverBitmap.of(entries.map((entry) => entry.seat));
}
