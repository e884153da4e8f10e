import { MAX_BURN_BID } from "@trellis/protocol";

const BPS = 10_000n;

/** What a proposer can expect of a block, in wei of the native token. */
export interface ExpectedRevenue {
  /** Fees of the transactions in it. */
  readonly fees: bigint;
  readonly blockReward: bigint;
  readonly proverShareBps: number;
}

/** P8.2, P8.3: fees and the proposer's part of the reward, if all named provers prove. */
export function proposerRevenue({ fees, blockReward, proverShareBps }: ExpectedRevenue): bigint {
  return fees + (blockReward * (BPS - BigInt(proverShareBps))) / BPS;
}

/**
 * A proposer's bid: a fixed part of the revenue it expects, at least the minimum, at most what it has.
 * @param fraction - 0..1.
 * @param affordable - balance left after the bond; below `minBurnBid` there is no bid.
 * @returns wei, or undefined if it cannot afford the minimum.
 */
export function chooseBid(
  revenue: ExpectedRevenue,
  fraction: number,
  minBurnBid: bigint,
  affordable: bigint,
): bigint | undefined {
  const wanted = (proposerRevenue(revenue) * BigInt(Math.round(fraction * 10_000))) / BPS;
  const cap = affordable < MAX_BURN_BID ? affordable : MAX_BURN_BID;
  if (cap < minBurnBid) return undefined;
  const bid = wanted > minBurnBid ? wanted : minBurnBid;
  return bid < cap ? bid : cap;
}
