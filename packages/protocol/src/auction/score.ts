import { TrellisError } from "@trellis/field";
import { SEATS } from "../constants.ts";
import { floorSqrt } from "./floorSqrt.ts";
import { MAX_BURN_BID } from "./Proposal.ts";

/** R14: α is a number of 2^-16. The score uses it rounded down to 64ths. */
export const ALPHA_ONE = 2 ** 16;
/** α = 3 at genesis. */
export const GENESIS_ALPHA = 3 * ALPHA_ONE;
/** α ≥ 1 keeps the score strictly rising with the provers. */
export const MIN_ALPHA = 1 * ALPHA_ONE;
/** α ≤ 5¾ keeps every legal score below 2^256. */
export const MAX_ALPHA = (23 * ALPHA_ONE) / 4;
/** R14: α moves by at most an eighth a block. */
export const MAX_ALPHA_STEP = ALPHA_ONE / 8;
/** R14: the distance from the target that moves α by one, in targets. */
const GAIN = 32;
/** Binary places of the fractional power. */
const PLACES = 20n;

const isAlpha = (alpha: number): boolean =>
  Number.isInteger(alpha) && alpha >= MIN_ALPHA && alpha <= MAX_ALPHA;
const isProvers = (provers: number): boolean => Number.isInteger(provers) && provers >= 0 && provers <= SEATS;

const floorEighthRoot = (value: bigint): bigint => floorSqrt(floorSqrt(floorSqrt(value)));
/** ⌊2^20 · count^(eighths / 8)⌋. */
const eighthPower = (count: bigint, eighths: bigint): bigint =>
  floorEighthRoot((count ** eighths) << (8n * PLACES));

/**
 * R14: SCORE = provers^α · burn², with α rounded down to 64ths, as `Score.sol` computes it. With e eighths and s 64ths beyond
 * the whole part of α: ⌊provers^⌊α⌋ · F · burn² / 2^20⌋, where F = ⌊E · S / 2^20⌋, E = ⌊2^20 · provers^(e/8)⌋ and
 * S = ⌊(⌊2^20 · provers^(s/8)⌋ · 2^140)^(1/8)⌋. Strictly rising in provers and burn while neither is 0, rising in α, below 2^256.
 * @param provers - distinct provers: committed and proven (final), or named in the transcript (provisional).
 * @param burnBid - wei, not negative.
 * @param alpha - the round's α in 2^-16, 65,536 … 376,832.
 * @throws TRL-PRO-019 for a number that is not a count of provers, a bid or an α.
 */
export function score(provers: number, burnBid: bigint, alpha: number = GENESIS_ALPHA): bigint {
  if (!isProvers(provers) || burnBid < 0n || burnBid > MAX_BURN_BID || !isAlpha(alpha)) {
    throw new TrellisError(
      "TRL-PRO-019",
      "A score needs a count of seats, a burn bid of at most 96 bits, and an exponent from 1 to 5.75.",
      { provers, burnBid, alpha },
    );
  }
  const count = BigInt(provers);
  const sixtyFourths = BigInt(Math.floor((alpha * 64) / ALPHA_ONE));
  const eighths = eighthPower(count, (sixtyFourths >> 3n) & 7n);
  const rest = floorEighthRoot(eighthPower(count, sixtyFourths & 7n) << (7n * PLACES));
  const fraction = (eighths * rest) >> PLACES;
  return (count ** (sixtyFourths >> 6n) * fraction * burnBid ** 2n) >> PLACES;
}

/** R14: what α is steered by; settings of the deployment. */
export interface AlphaRule {
  readonly targetProvers: number;
  /** Bounds of α, in 2^-16. */
  readonly alphaMin: number;
  readonly alphaMax: number;
}

/**
 * R14: α after a final block: α + clamp((T − n) · 2^16 / (32 · T), ± 2^13), the division towards zero, within the bounds.
 * @param provers - n, distinct provers of the final block; its committed seats if its round ended early, so that a proposer cannot move
 * α by ending its round with a weak proof.
 * @throws TRL-PRO-019 for a number that is not an α or a count of provers, or for bounds that do not hold α.
 */
export function nextAlpha(
  alpha: number,
  provers: number,
  { targetProvers, alphaMin, alphaMax }: AlphaRule,
): number {
  const isLegal =
    [alpha, alphaMin, alphaMax].every(isAlpha) &&
    alphaMin <= alpha &&
    alpha <= alphaMax &&
    isProvers(provers) &&
    isProvers(targetProvers) &&
    targetProvers > 0;
  if (!isLegal) {
    throw new TrellisError("TRL-PRO-019", "α moves by the provers of a block within its bounds.", {
      alpha,
      provers,
      targetProvers,
      alphaMin,
      alphaMax,
    });
  }
  const step = Math.trunc(((targetProvers - provers) * ALPHA_ONE) / (GAIN * targetProvers));
  const bounded = Math.max(-MAX_ALPHA_STEP, Math.min(MAX_ALPHA_STEP, step));
  return Math.max(alphaMin, Math.min(alphaMax, alpha + bounded));
}
