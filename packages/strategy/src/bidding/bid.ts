import { MAX_BURN_BID, smallest } from "@trellis/protocol";

const BPS = 10_000n;
/** The burn counts squared in the score, the provers to the power α, which is given in eighths (P7.2). */
const BURN_EIGHTHS = 16n;

/** A proposer's expected income from a block, in wei of the native token. */
export interface ExpectedBlock {
  /** P8.2: fees of the transactions in it. */
  readonly fees: bigint;
  /** Gain of its own swaps at the reference price. */
  readonly backrun: bigint;
  readonly blockReward: bigint;
  /** P7.3: α of the round, in eighths. */
  readonly alpha: number;
}

/** How a proposer shares its expected income. */
export interface BidSettings {
  /** P8.3: provers' part of the reward. */
  readonly proverShareBps: number;
  /** Limit up to which the provers' part rises with the income besides the reward. By default it does not rise. */
  readonly maxProverShareBps?: number | undefined;
  /** Part of the expected revenue that is spent on winning, 0..1. */
  readonly bidFraction: number;
}

/** L1's limits of the bid. */
export interface BidBounds {
  readonly minBurnBid: bigint;
  /** Balance left after the bond. If it is below `minBurnBid`, there is no bid. */
  readonly affordable: bigint;
}

/** A bid, and the proposer's profit if it wins and all named provers prove. */
export interface BidTerms {
  readonly burnBid: bigint;
  readonly proverShareBps: number;
  /** Negative if the minimum bid exceeds the block's income. */
  readonly expectedProfit: bigint;
}

/**
 * P8.2, P8.3: spends a fixed part of the expected revenue (fees, own swaps, the proposer's part of the reward) on winning. This amount
 * is burned: at least the minimum, at most the proposer's balance. If the provers' part may rise, that part of fees and own swaps is
 * split between provers and burn as α : 2, as they count in the score `provers^α · burn²`.
 *
 * @returns undefined if the proposer cannot afford the minimum.
 */
export function chooseTerms(
  { fees, backrun, blockReward, alpha }: ExpectedBlock,
  { proverShareBps: base, maxProverShareBps = base, bidFraction }: BidSettings,
  { minBurnBid, affordable }: BidBounds,
): BidTerms | undefined {
  const cap = smallest(affordable, MAX_BURN_BID);
  if (cap < minBurnBid) return undefined;
  const part = (value: bigint): bigint => (value * BigInt(Math.round(bidFraction * 10_000))) / BPS;
  const keptOf = (shareBps: number): bigint => (blockReward * (BPS - BigInt(shareBps))) / BPS;
  const beside = fees + backrun;
  const forProvers = (part(beside) * BigInt(alpha)) / (BigInt(alpha) + BURN_EIGHTHS);
  const room = BigInt(Math.max(0, maxProverShareBps - base));
  const wantedBps = blockReward === 0n ? 0n : (forProvers * BPS) / blockReward;
  const proverShareBps = base + Number(smallest(wantedBps, room));
  const kept = keptOf(proverShareBps);
  const wanted = part(beside + keptOf(base)) - (keptOf(base) - kept);
  const bid = wanted > minBurnBid ? wanted : minBurnBid;
  const burnBid = smallest(bid, cap);
  return { burnBid, proverShareBps, expectedProfit: beside + kept - burnBid };
}
