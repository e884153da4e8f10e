import type { SignedEntry } from "@trellis/protocol";
import { covers, isNodeOf, isSeat, nodeKey, type TreeNode } from "@trellis/protocol";

/** P5.1: what is wrong with an assignment's entries, or undefined: each names a node of the tree once, by a vote that covers it and is used once. */
export function assignmentFault(entries: readonly SignedEntry[], treeDepth: number): string | undefined {
  const nodes = new Set<string>();
  const votes = new Set<string>();
  for (const { node, seat, vote, signature } of entries) {
    const fault =
      placeFault(node, treeDepth) ??
      placeFault(vote, treeDepth) ??
      (isSeat(seat) ? undefined : `there is no seat ${seat}`) ??
      (signature.length === 64
        ? undefined
        : `the vote for node ${nodeKey(node)} has no signature of 64 bytes`) ??
      (covers(vote, node) ? undefined : `the vote ${nodeKey(vote)} does not cover node ${nodeKey(node)}`);
    if (fault !== undefined) return fault;
    const voteKey = `${seat}:${nodeKey(vote)}:${vote.slot}`;
    if (nodes.has(nodeKey(node))) return `node ${nodeKey(node)} stands twice`;
    if (votes.has(voteKey)) return `vote ${voteKey} is used twice`;
    nodes.add(nodeKey(node));
    votes.add(voteKey);
  }
  return undefined;
}

function placeFault(place: TreeNode, treeDepth: number): string | undefined {
  return isNodeOf(place, treeDepth)
    ? undefined
    : `node ${nodeKey(place)} is not in a tree of depth ${treeDepth}`;
}
