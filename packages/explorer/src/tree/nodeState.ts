import type { TreeNode } from "../data/resources.ts";

/** How far a node is. `rescued`: a seat stepped in for another. `onL1`: a kept block proof shows it. */
export type NodeState = "waiting" | "claimed" | "proven" | "onL1" | "rescued";

/** What each state means, in the order of a node's life. */
export const STATES: Readonly<Record<NodeState, string>> = {
  waiting: "waiting",
  claimed: "claimed",
  proven: "proven, as this node saw it",
  onL1: "proven on L1 by the named seat",
  rescued: "proven on L1 by another seat",
};

/** How far a node is, as L1 and gossip tell. */
export function stateOf({ l1, gossip }: Pick<TreeNode, "l1" | "gossip">): NodeState {
  if (l1 !== null) return l1.isCommitted ? "onL1" : "rescued";
  if (gossip?.provenBy != null) return "proven";
  return gossip?.claimedBy == null ? "waiting" : "claimed";
}

/** Nodes in each state. */
export function countStates(nodes: readonly TreeNode[]): Readonly<Record<NodeState, number>> {
  const counts = { waiting: 0, claimed: 0, proven: 0, onL1: 0, rescued: 0 };
  for (const node of nodes) counts[stateOf(node)]++;
  return counts;
}
