import { type NodeKind, nodeKind, parent, type TreeNode } from "@trellis/protocol";

/** A named prover is given up after about twice the time that a proof takes; a little more than half of it is what a rescue needs. */
const PROVING_PART = 0.6;

/**
 * P6.6: when a node that could be proven, but is not, is for others to prove. Milliseconds, all on one clock.
 *
 * Its prover is given `patience`, but no longer than leaves time to prove this node and those above it: a prover that was named for
 * several nodes and is gone must not use up the window.
 * @param readyAt - since when it could be proven.
 * @param patience - milliseconds by kind of node.
 * @param deadline - end of the proof window.
 */
export function rescueTime(
  node: TreeNode,
  treeDepth: number,
  readyAt: number,
  patience: Readonly<Record<NodeKind, number>>,
  deadline: number,
): number {
  let needed = 0;
  for (let at: TreeNode | undefined = node; at !== undefined; at = parent(at)) {
    needed += patience[nodeKind(at, treeDepth)] * PROVING_PART;
  }
  const patient = readyAt + patience[nodeKind(node, treeDepth)];
  return Math.max(readyAt, Math.min(patient, deadline - needed));
}
