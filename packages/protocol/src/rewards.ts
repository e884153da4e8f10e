import { assertTreeDepth, isNodeOf, type NodeKind, nodeKind, type TreeNode } from "./TreeNode.ts";
import { TrellisError } from "./TrellisError.ts";

/** P8.3: how much one node of each kind counts in the provers' part. */
export type NodeWeights = Readonly<Record<NodeKind, bigint>>;

const BPS = 10_000n;
const isBps = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;

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
 * @throws TRL-PRO-018 if more proved than were committed, none was, or the share exceeds 10000.
 */
export function splitReward(
  blockReward: bigint,
  committed: number,
  proved: number,
  proverShareBps: number,
): RewardSplit {
  const isLegal =
    blockReward >= 0n &&
    Number.isInteger(committed) &&
    Number.isInteger(proved) &&
    committed >= 1 &&
    proved >= 0 &&
    proved <= committed &&
    isBps(proverShareBps);
  if (!isLegal) {
    throw new TrellisError(
      "TRL-PRO-018",
      "a block's reward is shared among committed provers by basis points",
      {
        blockReward,
        committed,
        proved,
        proverShareBps,
      },
    );
  }
  const total = (blockReward * BigInt(proved)) / BigInt(committed);
  const provers = (total * BigInt(proverShareBps)) / BPS;
  return { total, proposer: total - provers, provers };
}

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
 * P8.3, P6.6: pay of one node: the provers' part by weight; a seat that was not named in the transcript gets only
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
