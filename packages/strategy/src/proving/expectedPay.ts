import {
  type NodeKind,
  type NodeWeights,
  nodeCount,
  nodePay,
  ROOT_NODE,
  type TreeNode,
  type VoteScope,
} from "@trellis/protocol";

/** The amounts from which a block's provers are paid (P6.6, P8.3). */
export interface PayTerms {
  /** Wei. */
  readonly blockReward: bigint;
  readonly proverShareBps: number;
  readonly weights: NodeWeights;
  readonly uncommittedFactorBps: number;
  /** Depth of the block's tree. */
  readonly treeDepth: number;
}

/** Seconds that one prover needs for a node of each kind. */
export type NodeSeconds = Readonly<Record<NodeKind, number>>;

const BPS = 10_000n;
const PRECISION = 1n << 40n;

/**
 * The chance of each proposal of a round to win: its part of the sum of scores. A score counts the provers to the power α and the bid
 * twice, so proposals far behind have little chance. If no proposal has a score, all have the same chance.
 */
export function chancesToWin(scores: readonly bigint[]): number[] {
  const all = scores.reduce((sum, score) => sum + score, 0n);
  if (all === 0n) return scores.map(() => 1 / scores.length);
  return scores.map((score) => Number((score * PRECISION) / all) / Number(PRECISION));
}

/**
 * The expected pay for proving a node, in wei: its pay if the block wins and all named seats prove, times the chance that the block
 * wins.
 * @param isCommitted - whether the seat was, or would be, named for it.
 * @throws TRL-PRO-018 as {@link nodePay} does.
 */
export function expectedNodePay(
  { blockReward, proverShareBps, weights, treeDepth, uncommittedFactorBps }: PayTerms,
  node: TreeNode,
  isCommitted: boolean,
  chance: number,
): number {
  const provers = (blockReward * BigInt(proverShareBps)) / BPS;
  return Number(nodePay(provers, weights, node, treeDepth, isCommitted, uncommittedFactorBps)) * chance;
}

/** Expected pay and time of one node of a tree, when the proposer has not chosen the node yet. */
export interface MeanNode {
  /** Wei. */
  readonly pay: number;
  readonly seconds: number;
}

/** The mean over all nodes in a scope, which must lie in the tree. */
export function meanNode(terms: PayTerms, scope: TreeNode, seconds: NodeSeconds, chance: number): MeanNode {
  const { treeDepth } = terms;
  const leafNode = { depth: treeDepth, index: 0 };
  const leaves = 2 ** (treeDepth - scope.depth);
  const roots = scope.depth === 0 ? 1 : 0;
  const merges = leaves - 1 - roots;
  const pay = (node: TreeNode): number => expectedNodePay(terms, node, true, chance);
  // A tree of depth 1 has no merges.
  const mergePay = merges === 0 ? 0 : merges * pay({ depth: treeDepth - 1, index: 0 });
  const rootPay = roots === 0 ? 0 : pay({ depth: 0, index: 0 });
  const nodes = leaves + merges + roots;
  return {
    pay: (leaves * pay(leafNode) + mergePay + rootPay) / nodes,
    seconds: (leaves * seconds.leaf + merges * seconds.merge + roots * seconds.root) / nodes,
  };
}

/**
 * P4.2: the scopes of the votes by which a prover offers `places` nodes that it can prove in time. Any node if it can prove every kind;
 * a half of the tree if it cannot prove the root; single leaves if it can prove only those; none if it cannot prove a leaf.
 *
 * @param canProve - whether this prover can prove a kind of node in time.
 * @param occasion - spreads provers over halves and leaves: different for each seat and proposal.
 */
export function scopesFor(
  treeDepth: number,
  places: number,
  canProve: (kind: NodeKind) => boolean,
  occasion: number,
): VoteScope[] {
  if (!canProve("leaf")) return [];
  const hasMerges = treeDepth > 1;
  if (canProve("root") && (!hasMerges || canProve("merge")))
    return slots(ROOT_NODE, Math.min(places, nodeCount(treeDepth)));
  if (hasMerges && canProve("merge"))
    return slots({ depth: 1, index: occasion % 2 }, Math.min(places, 2 ** treeDepth - 1));
  const leaves = 2 ** treeDepth;
  return Array.from({ length: Math.min(places, leaves) }, (_, i) => ({
    depth: treeDepth,
    index: (occasion + i) % leaves,
    slot: 0,
  }));
}

function slots(scope: TreeNode, places: number): VoteScope[] {
  return Array.from({ length: places }, (_, slot) => ({ ...scope, slot }));
}
