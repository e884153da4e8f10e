import { type NodeKind, nodeKind, ROOT_NODE, subtree, type TreeNode } from "./TreeNode.ts";

/** P8.3: how much one node of each kind counts in the provers' part. */
export type NodeWeights = Readonly<Record<NodeKind, bigint>>;

const BPS = 10_000n;

/** P8.3: how a finalised block's reward is cut. All in wei; divisions round down, the remainder is never minted. */
export interface RewardSplit {
  /** R × committed provers that proved / committed provers. */
  readonly total: bigint;
  readonly proposer: bigint;
  readonly provers: bigint;
}

/**
 * P8.3: reward of a block by the share of its committed provers that proved: 55 of 100 means 55 %.
 * @param committed - provers named in the transcript; at least 1.
 * @param proved - those of them that proved.
 */
export function splitReward(
  blockReward: bigint,
  committed: number,
  proved: number,
  proverShareBps: number,
): RewardSplit {
  const total = (blockReward * BigInt(proved)) / BigInt(committed);
  const provers = (total * BigInt(proverShareBps)) / BPS;
  return { total, proposer: total - provers, provers };
}

/** Weight of all nodes of a tree of depth `treeDepth`. */
export function totalWeight(weights: NodeWeights, treeDepth: number): bigint {
  return subtree(ROOT_NODE, treeDepth).reduce((sum, node) => sum + weights[nodeKind(node, treeDepth)], 0n);
}

/**
 * P8.3, P6.6: pay of one node: the provers' part by weight; a seat that was not named in the transcript gets only
 * `uncommittedFactorBps` of it. Rounds down.
 */
export function nodePay(
  provers: bigint,
  weights: NodeWeights,
  node: TreeNode,
  treeDepth: number,
  isCommitted: boolean,
  uncommittedFactorBps: number,
): bigint {
  const share = (provers * weights[nodeKind(node, treeDepth)]) / totalWeight(weights, treeDepth);
  return isCommitted ? share : (share * BigInt(uncommittedFactorBps)) / BPS;
}
