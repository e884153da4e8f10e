/** Exponent of the number of provers at genesis (P7.2). */
export const GENESIS_ALPHA = 3;

/**
 * P7.2: SCORE = provers^3 · burn^2. Exact for any legal input (2048 provers, burn below 2^96: below 2^225).
 * @param provers - distinct provers, proven (final) or named in the transcript (provisional).
 * @param burnBid - wei.
 */
export function score(provers: number, burnBid: bigint): bigint {
  return BigInt(provers) ** BigInt(GENESIS_ALPHA) * burnBid ** 2n;
}
