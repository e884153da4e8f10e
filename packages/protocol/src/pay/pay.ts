import { TrellisError } from "@trellis/field";
import { SEATS } from "../constants.ts";
import { type Tally, weightOf } from "../seats/Tally.ts";
import { smallest } from "../smallest.ts";
import { type NodeWeights, totalWeight } from "./rewards.ts";

const BPS = 10_000n;
const isBps = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= SEATS;

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
  /** The pool that {@link sharePool} shares. */
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

/** R7: the work that a block's kept proofs show. */
export interface ShownWork {
  /** Weight of the nodes that some kept proof shows as committed. */
  readonly weight: bigint;
  /** Committed seats that the best one shows. */
  readonly seats: number;
}

/**
 * R7: what a new seat of a named losing block gets of a winner's seat's pay, 1/10,000, rounded down: `unclePayBps`, or less if a seat of
 * its block did less work than one of the winner. So nobody earns more for its work by staying out of the winner.
 * @param unclePayBps - u, 0..10,000.
 * @param lost - of the losing block; without seats it adds no new seat, and the rate is u.
 * @param won - of the winner; without weight the rate is u.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function newSeatBps(unclePayBps: number, lost: ShownWork, won: ShownWork): number {
  const isLegal = [lost, won].every(({ weight, seats }) => weight >= 0n && isCount(seats));
  if (!isLegal || !isBps(unclePayBps)) {
    throw new TrellisError("TRL-PRO-018", "A new seat's rate follows from work and seats of two blocks.", {
      unclePayBps,
      lostWeight: lost.weight,
      lostSeats: lost.seats,
      winnerWeight: won.weight,
      winnerSeats: won.seats,
    });
  }
  const done = lost.weight * BigInt(won.seats);
  const usual = won.weight * BigInt(lost.seats);
  return done >= usual ? unclePayBps : Number((BigInt(unclePayBps) * done) / usual);
}

/** R7: how the provers' pool of a round is shared, wei. */
export interface PoolShares {
  /** What the winner's provers share by node weight. */
  readonly winner: bigint;
  /** What each new seat of the named losing blocks gets. */
  readonly newSeat: bigint;
}

/**
 * R7: with n proven seats in the winner and m new ones, each new seat gets pool · u / (n + u · m), and the winner's seats share
 * pool · n / (n + u · m). Both round down.
 * @param winnerSeats - n, distinct committed provers of the winner; at least 1.
 * @param newSeats - m, seats proven and committed in named losing blocks, not committed in the winner, each counted once.
 * @param unclePayBps - u, 0..10,000.
 * @throws TRL-PRO-018 for numbers outside their ranges.
 */
export function sharePool(
  pool: bigint,
  winnerSeats: number,
  newSeats: number,
  unclePayBps: number,
): PoolShares {
  if (pool < 0n || !isCount(winnerSeats) || winnerSeats < 1 || !isCount(newSeats) || !isBps(unclePayBps)) {
    throw new TrellisError("TRL-PRO-018", "A pool is shared among seats, new ones at most in full.", {
      pool,
      winnerSeats,
      newSeats,
      unclePayBps,
    });
  }
  const [n, m, u] = [BigInt(winnerSeats), BigInt(newSeats), BigInt(unclePayBps)];
  const all = n * BPS + u * m;
  return { winner: (pool * n * BPS) / all, newSeat: (pool * u) / all };
}
