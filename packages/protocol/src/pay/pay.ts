import { TrellisError } from "@trellis/field";
import { type Tally, weightOf } from "../seats/Tally.ts";
import { smallest } from "../smallest.ts";
import { BPS, isBps, isCount } from "./payNumbers.ts";
import { type NodeWeights, totalWeight } from "./rewards.ts";

/** R2: what was proven of a final block until its proof window ended. */
export interface ProvenPart {
  /** Nodes that some kept proof shows as committed, and the most vacant entries that one of them shows. */
  readonly tally: Tally;
  /** Committed seats that the best proof shows. */
  readonly provers: number;
  /** Seats of the masked committed bitmap, at least 1. */
  readonly committedSeats: number;
}

/** R2, P8.3: how a final block's reward is cut, wei. Divisions round down; what they leave is never minted. */
export interface RewardSplit {
  /** Block reward × the smaller part: of the weight that binds somebody, or of the committed seats. */
  readonly total: bigint;
  readonly proposer: bigint;
  /** The pool that {@link winnersShare} and {@link newSeatShare} share. */
  readonly pool: bigint;
}

/**
 * R2: the reward of a block. Its part is the committed weight that was proven over the weight of the entries that are not vacant, or the
 * proven seats over the committed ones, whichever is less. With the weight alone, a proposer could commit seats that it names nowhere.
 * @param proverShareBps - R6: at least the deployment's floor, which L1 checks when it takes the proposal.
 * @throws TRL-PRO-003 for a depth outside 1..11; TRL-PRO-018 for a share above 10,000, a tally that does not fit the tree, or more proven
 * seats than committed ones.
 */
export function splitReward(
  blockReward: bigint,
  { tally, provers, committedSeats }: ProvenPart,
  weights: NodeWeights,
  treeDepth: number,
  proverShareBps: number,
): RewardSplit {
  const bound = totalWeight(weights, treeDepth) - weightOf(tally.vacant, weights);
  const proven = weightOf(tally.committed, weights);
  const isLegal =
    blockReward >= 0n &&
    isBps(proverShareBps) &&
    bound >= 0n &&
    proven <= bound &&
    isCount(provers) &&
    isCount(committedSeats) &&
    committedSeats >= 1 &&
    provers <= committedSeats;
  if (!isLegal) {
    throw new TrellisError(
      "TRL-PRO-018",
      "A tally counts nodes of its tree, proven seats are committed ones, and a share is at most 10,000.",
      { blockReward, proverShareBps, bound, proven, provers, committedSeats },
    );
  }
  const byWeight = bound === 0n ? 0n : (blockReward * proven) / bound;
  const bySeats = (blockReward * BigInt(provers)) / BigInt(committedSeats);
  const total = smallest(byWeight, bySeats);
  const pool = (total * BigInt(proverShareBps)) / BPS;
  return { total, proposer: total - pool, pool };
}
