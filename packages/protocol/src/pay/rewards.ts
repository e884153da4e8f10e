import { TrellisError } from "@trellis/field";
import { assertTreeDepth, isNodeOf, type NodeKind, nodeKind, type TreeNode } from "../tree/TreeNode.ts";

/** P8.3: the weight of one node of each kind in the provers' part. */
export type NodeWeights = Readonly<Record<NodeKind, bigint>>;

const BPS = 10_000n;
const isBps = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;

/**
 * Weight of all nodes of a tree of depth `treeDepth`: 2^d leaves, 2^d − 2 merges, one root.
 * @throws TRL-PRO-003 for a depth outside 1..11.
 */
export function totalWeight(weights: NodeWeights, treeDepth: number): bigint {
  assertTreeDepth(treeDepth);
  const leaves = 1n << BigInt(treeDepth);
  return weights.leaf * leaves + weights.merge * (leaves - 2n) + weights.root;
}

/**
 * P8.3, P6.6: pay of one node: its share of the provers' part by weight. A seat not named in the transcript gets only
 * `uncommittedFactorBps` of it. Rounds down.
 * @throws TRL-PRO-018 for a node outside the tree, weights that are negative or sum to 0, or a factor above 10000.
 */
export function nodePay(
  provers: bigint,
  weights: NodeWeights,
  node: TreeNode,
  treeDepth: number,
  isCommitted: boolean,
  uncommittedFactorBps: number,
): bigint {
  const whole = totalWeight(weights, treeDepth);
  const isLegal =
    provers >= 0n &&
    isNodeOf(node, treeDepth) &&
    Object.values(weights).every((weight) => weight >= 0n) &&
    whole > 0n &&
    isBps(uncommittedFactorBps);
  if (!isLegal) {
    throw new TrellisError(
      "TRL-PRO-018",
      "a node is paid by weight, inside its tree and never more than its share",
      {
        provers,
        depth: node.depth,
        index: node.index,
        treeDepth,
        whole,
        uncommittedFactorBps,
      },
    );
  }
  const share = (provers * weights[nodeKind(node, treeDepth)]) / whole;
  return isCommitted ? share : (share * BigInt(uncommittedFactorBps)) / BPS;
}
