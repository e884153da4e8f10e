import {
  type NodeKind,
  type NodeWeights,
  nodeCount,
  nodePay,
  ROOT_NODE,
  type TreeNode,
  type VoteScope,
} from "@trellis/protocol";

/** What a block's provers can be paid by (P6.6, P8.3). */
export interface PayTerms {
  /** Wei. */
  readonly blockReward: bigint;
  readonly proverShareBps: number;
  readonly weights: NodeWeights;
  readonly uncommittedFactorBps: number;
  /** Depth of the block's tree. */
  readonly treeDepth: number;
}

/** Seconds that one prover takes for a node of each kind. */
export type NodeSeconds = Readonly<Record<NodeKind, number>>;

const BPS = 10_000n;
const PRECISION = 1n << 40n;

/**
 * The chance of each proposal of a round to win, by its score: its part of all scores. A score counts the provers to the power α and the
 * bid twice, so that little is left to those that are far behind; where none has a score, all have the same chance.
 */
export function chancesToWin(scores: readonly bigint[]): number[] {
  const all = scores.reduce((sum, score) => sum + score, 0n);
  if (all === 0n) return scores.map(() => 1 / scores.length);
  return scores.map((score) => Number((score * PRECISION) / all) / Number(PRECISION));
}

/**
 * What proving a node can be expected to pay, in wei: its pay if the block wins and all that were named prove, times the chance that it
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

/** What one node of a tree can be expected to pay and to take, whichever the proposer gives. */
export interface MeanNode {
  /** Wei. */
  readonly pay: number;
  readonly seconds: number;
}

/** The mean over all nodes inside a scope; the scope lies in the tree. */
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
 * P4.2: the scopes of the votes by which a prover offers `places` nodes that it can prove in time: any node where it can prove every kind,
 * the half without the root where it cannot prove that, single leaves where it can prove nothing else; none where not even a leaf.
 *
 * @param canProve - whether a kind takes this prover little enough time.
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
