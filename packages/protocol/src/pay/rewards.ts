import { TrellisError } from "@trellis/field";
import { rankByScore } from "../auction/rankByScore.ts";
import { assertTreeDepth, isNodeOf, type NodeKind, nodeKind, type TreeNode } from "../tree/TreeNode.ts";

/** P8.3: the weight of one node of each kind in the provers' part. */
export type NodeWeights = Readonly<Record<NodeKind, bigint>>;

const BPS = 10_000n;
const isBps = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;

/** P8.3: how a finalised block's reward is split. All in wei. Divisions round down; the remainder is never minted. */
export interface RewardSplit {
  /** R × (committed provers that proved) / (committed provers). */
  readonly total: bigint;
  readonly proposer: bigint;
  readonly provers: bigint;
}

/**
 * P8.3: the reward of a block, in proportion to the share of its committed provers that proved: 55 of 100 means 55 %.
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

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;

function assertParts(reward: bigint, provers: number, all: number): void {
  if (reward < 0n || !isCount(provers) || !isCount(all) || provers > all) {
    throw new TrellisError("TRL-PRO-018", "a block's provers are some of those that share the reward", {
      reward,
      provers,
      all,
    });
  }
}

/**
 * P8.5: a proven block's part of the height's provers' reward, if all proven blocks share it; wei, rounded down.
 * @param provers - distinct provers of the block.
 * @param allProvers - sum of that over all proven blocks of the round.
 * @throws TRL-PRO-018 if the block has more provers than all together.
 */
export function fairPart(proverReward: bigint, provers: number, allProvers: number): bigint {
  assertParts(proverReward, provers, allProvers);
  return provers === 0 ? 0n : (proverReward * BigInt(provers)) / BigInt(allProvers);
}

/**
 * P8.4: one uncle's part of the uncle reward, in wei, rounded down. Its provers are divided by those of all uncles or those of the
 * winner, whichever are more, so that a small lone uncle does not take the whole reward.
 * @param provers - distinct provers of the uncle.
 * @param uncleProvers - sum of that over the round's uncles.
 * @param winnerProvers - distinct provers of the winner.
 * @throws TRL-PRO-018 if the uncle has more provers than all uncles together, or the winner's number is not a valid count.
 */
export function unclePart(
  uncleReward: bigint,
  provers: number,
  uncleProvers: number,
  winnerProvers: number,
): bigint {
  assertParts(uncleReward, provers, uncleProvers);
  assertParts(0n, 0, winnerProvers);
  const among = Math.max(uncleProvers, winnerProvers);
  return provers === 0 ? 0n : (uncleReward * BigInt(provers)) / BigInt(among);
}

/** A proven proposal of a round. */
export interface ProvenProposal {
  readonly score: bigint;
}

/**
 * P8.1, P8.4: the winner and the uncles among a round's proven proposals. Among equal scores, the earlier proof comes first.
 * @param proven - in the order of their proofs.
 * @param uncles - U, the maximum number of uncles of a block.
 */
export function pickWinner<T extends ProvenProposal>(
  proven: readonly T[],
  uncles: number,
): { readonly winner: T | undefined; readonly uncles: readonly T[] } {
  const ranked = rankByScore(proven);
  return { winner: ranked[0], uncles: ranked.slice(1, 1 + uncles) };
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
