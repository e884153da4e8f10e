import {
  decodeTally,
  type NodeKind,
  type NodeWeights,
  nodeAt,
  nodeKind,
  type RewardSplit,
  type RollupSettings,
  splitReward,
  totalWeight,
} from "@trellis/protocol";

/** A final block whose proof window is over, as L1 has it. */
export interface ProvenWinner {
  readonly depth: number;
  readonly proverShareBps: number;
  /** R2: nodes, by number, that some kept proof has as their committed seat's. */
  readonly committedNodes: Iterable<number>;
  /** R2: `mergeTallies` of all kept proofs. */
  readonly tally: bigint;
  /** Committed seats that the best proof shows, and all committed ones. */
  readonly provers: number;
  readonly committedSeats: number;
}

type RewardRule = Pick<RollupSettings, "blockReward" | "leafWeight" | "mergeWeight" | "rootWeight">;

/** Weights of the nodes in a deployment. */
export function weightsOf({
  leafWeight,
  mergeWeight,
  rootWeight,
}: Omit<RewardRule, "blockReward">): NodeWeights {
  return { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
}

/**
 * P8.3: what settling a block's reward will give to proposer and provers, wei.
 * @throws TRL-PRO-003 for a depth outside 1..11; TRL-PRO-018 for a tally that does not fit the tree.
 */
export function expectedReward(block: ProvenWinner, rule: RewardRule): RewardSplit {
  const committed: Record<NodeKind, number> = { leaf: 0, merge: 0, root: 0 };
  for (const number of block.committedNodes) committed[nodeKind(nodeAt(number), block.depth)]++;
  const { provers, committedSeats } = block;
  const part = { tally: { committed, vacant: decodeTally(block.tally).vacant }, provers, committedSeats };
  return splitReward(rule.blockReward, part, weightsOf(rule), block.depth, block.proverShareBps);
}

/** P8.3: part of a pool that a committed prover of a node gets, before new seats take theirs, wei. */
export function nodeShare(pool: bigint, number: number, treeDepth: number, weights: NodeWeights): bigint {
  return (pool * weights[nodeKind(nodeAt(number), treeDepth)]) / totalWeight(weights, treeDepth);
}
