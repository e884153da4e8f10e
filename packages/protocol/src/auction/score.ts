import { TrellisError } from "@trellis/field";
import { SEATS } from "../constants.ts";
import { floorSqrt } from "./floorSqrt.ts";
import { MAX_BURN_BID } from "./Proposal.ts";

/** Exponent of the number of provers at genesis, in eighths: α = 3 (P7.2). */
export const GENESIS_ALPHA = 24;
/** α ≥ 1 keeps the score strictly rising with the provers; eighths. */
export const MIN_ALPHA = 8;
/** α ≤ 5¾ keeps every legal score below 2^256; eighths. */
export const MAX_ALPHA = 46;
/** Number of fractional bits of the fractional power. */
const PLACES = 20n;

const isAlpha = (alpha: number): boolean =>
  Number.isInteger(alpha) && alpha >= MIN_ALPHA && alpha <= MAX_ALPHA;
const isProvers = (provers: number): boolean => Number.isInteger(provers) && provers >= 0 && provers <= SEATS;

/**
 * P7.2: SCORE = provers^α · burn², exactly ⌊provers^⌊α⌋ · ⌊2^20 · provers^(α−⌊α⌋)⌋ · burn² / 2^20⌋, as `Score.sol` computes it. Strictly
 * increasing in provers and burn while neither is 0, increasing in α; below 2^256 for any legal input.
 * @param provers - distinct provers, proven (final) or named in the transcript (provisional).
 * @param burnBid - wei, not negative.
 * @param alpha - the round's α in eighths (P7.3), 8 … 46.
 * @throws TRL-PRO-019 if a number is not a valid count of provers, bid or α.
 */
export function score(provers: number, burnBid: bigint, alpha: number = GENESIS_ALPHA): bigint {
  if (!isProvers(provers) || burnBid < 0n || burnBid > MAX_BURN_BID || !isAlpha(alpha)) {
    throw new TrellisError(
      "TRL-PRO-019",
      "only a count of seats, a burn bid of at most 96 bits and an exponent of 8 to 46 eighths have a score",
      { provers, burnBid, alpha },
    );
  }
  const count = BigInt(provers);
  const fraction = floorSqrt(floorSqrt(floorSqrt((count ** BigInt(alpha & 7)) << (8n * PLACES))));
  return (count ** BigInt(alpha >> 3) * fraction * burnBid ** 2n) >> PLACES;
}

/** P7.3: the settings of the deployment that control α. */
export interface AlphaRule {
  readonly targetProvers: number;
  /** Bounds of α, eighths. */
  readonly alphaMin: number;
  readonly alphaMax: number;
}

/**
 * P7.3: α after a final block, in eighths: one more if it had fewer provers than the target, one less if it had more, within bounds.
 * @param provers - distinct provers of the final block.
 * @throws TRL-PRO-019 if α or the count of provers is not valid, or if α is outside its bounds.
 */
export function nextAlpha(alpha: number, provers: number, rule: AlphaRule): number {
  const { targetProvers, alphaMin, alphaMax } = rule;
  const isLegal =
    [alpha, alphaMin, alphaMax].every(isAlpha) &&
    alphaMin <= alpha &&
    alpha <= alphaMax &&
    isProvers(provers) &&
    isProvers(targetProvers) &&
    targetProvers > 0;
  if (!isLegal) {
    throw new TrellisError("TRL-PRO-019", "α moves by the provers of a block within its bounds", {
      alpha,
      provers,
      targetProvers,
      alphaMin,
      alphaMax,
    });
  }
  if (provers < targetProvers) return Math.min(alpha + 1, alphaMax);
  if (provers > targetProvers) return Math.max(alpha - 1, alphaMin);
  return alpha;
}
