import { bondOf } from "@trellis/protocol";
import { type BidSettings, type BidTerms, chooseTerms, type ExpectedBlock } from "../bidding/bid.ts";

const BPS = 10_000n;
/** R14: an eighth of an exponent in 2^-16. The split between provers and burn needs no more. */
const EIGHTH = 8_192;

/** R14: an exponent in 2^-16, in the eighths that strategies reckon with. */
export function alphaInEighths(alpha: number): number {
  return Math.round(alpha / EIGHTH);
}

/** R9: the settings that make a bond of a bid. */
export interface BondRule {
  /** Least bond, wei. */
  readonly bond: bigint;
  readonly bondBps: number;
}

/** What a proposer may spend, and what L1 asks for. */
export interface BondedBounds {
  readonly minBurnBid: bigint;
  /** R6: least part of the reward that goes to provers, 1/10,000. */
  readonly minProverShareBps: number;
  /** Balance on L1, wei: bid and bond leave it together. */
  readonly balance: bigint;
}

/** How a proposer bids. */
export interface BondedBidSettings extends BidSettings {
  /** R9: part of a bond that a bid is expected to lose, 1/10,000: how often it leads and loses, times the part then not proven. */
  readonly bondRiskBps: number;
}

/** A bid with its bond. */
export interface BondedTerms extends BidTerms {
  /** Wei, given back unless the bid leads and is not proven. */
  readonly bond: bigint;
}

/** The largest bid of at most `limit` that fits, if all smaller ones fit too; −1 if none does. */
function largestBid(limit: bigint, fits: (bid: bigint) => boolean): bigint {
  let [fitting, tooLarge] = [-1n, limit + 1n];
  while (tooLarge - fitting > 1n) {
    const middle = (fitting + tooLarge) >> 1n;
    if (fits(middle)) fitting = middle;
    else tooLarge = middle;
  }
  return fitting;
}

/** R9: the largest bid whose bond the balance covers too; −1 if it covers none. */
export function affordableBid(balance: bigint, { bond, bondBps }: BondRule): bigint {
  return largestBid(balance, (bid) => bid + bondOf(bid, bond, bondBps) <= balance);
}

/**
 * P8.2, P8.3, R9: what to burn and to share. The part of the expected income that is spent on winning pays for the burn and for what a
 * bond of this height is expected to lose. The provers' part is at least L1's floor.
 * @param block - its `alpha` in 2^-16, as a round has it.
 * @returns undefined if the balance does not cover the least bid with its bond.
 * @throws TRL-PRO-018 for negative settings.
 */
export function chooseBid(
  block: ExpectedBlock,
  settings: BondedBidSettings,
  { minBurnBid, minProverShareBps, balance }: BondedBounds,
  rule: BondRule,
): BondedTerms | undefined {
  const { proverShareBps: wanted, maxProverShareBps = wanted, bondRiskBps, bidFraction } = settings;
  const proverShareBps = Math.max(wanted, minProverShareBps);
  const shares = { proverShareBps, maxProverShareBps: Math.max(proverShareBps, maxProverShareBps) };
  const affordable = affordableBid(balance, rule);
  const terms = chooseTerms(
    { ...block, alpha: alphaInEighths(block.alpha) },
    { bidFraction, ...shares },
    { minBurnBid, affordable },
  );
  if (terms === undefined) return undefined;
  return coverBond(terms, minBurnBid, bondRiskBps, rule);
}

/**
 * R9: lowers a bid so that it and what its bond is expected to lose together cost what the bid alone would have. Builder strategies choose
 * terms without bonds, with {@link affordableBid} as their bound; this is applied to what they return.
 * @param minBurnBid - the bid is not lowered below it.
 * @param bondRiskBps - as {@link BondedBidSettings}.
 * @throws TRL-PRO-018 for negative settings.
 */
export function coverBond(
  terms: BidTerms,
  minBurnBid: bigint,
  bondRiskBps: number,
  { bond, bondBps }: BondRule,
): BondedTerms {
  const riskOf = (bid: bigint): bigint => (bondOf(bid, bond, bondBps) * BigInt(bondRiskBps) + BPS - 1n) / BPS;
  const covered = largestBid(terms.burnBid, (bid) => bid + riskOf(bid) <= terms.burnBid);
  const burnBid = covered > minBurnBid ? covered : minBurnBid;
  return {
    burnBid,
    bond: bondOf(burnBid, bond, bondBps),
    proverShareBps: terms.proverShareBps,
    expectedProfit: terms.expectedProfit + terms.burnBid - burnBid - riskOf(burnBid),
  };
}
