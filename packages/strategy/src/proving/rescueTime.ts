import { type NodeKind, nodeKind, parent, type TreeNode } from "@trellis/protocol";

/** A named prover is given up after about twice a proof's time. A rescue needs a little more than half of that. */
const PROVING_PART = 0.6;

/**
 * P6.6: the time from which others may prove a ready but unproven node. Milliseconds, all on one clock.
 *
 * Its prover gets `patience`, but only while enough time remains to prove this node and those above it. A prover that was named for
 * several nodes and is gone must not use up the window.
 * @param readyAt - time since which it could be proven.
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
