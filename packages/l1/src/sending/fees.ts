import { smallest } from "@trellis/protocol";

/** What a transaction offers for a unit of gas, wei (EIP-1559). */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** The base fee rises by at most an eighth a block. At twice the current fee, a transaction can still be included after five blocks. */
const BASE_FEE_MULTIPLIER = 2n;

/** Fees by which a transaction is soon included. */
export function marketFees(baseFee: bigint, tip: bigint): Fees {
  return { maxFeePerGas: baseFee * BASE_FEE_MULTIPLIER + tip, maxPriorityFeePerGas: tip };
}

/** L1 nodes take a replacement only if it offers a tenth more, in both fields. Rounded up. */
const replacing = (fee: bigint): bigint => (fee * 110n + 99n) / 100n;

/**
 * Fees of a replacement: an eighth more than before, or what is usual now if that is more.
 * @param ceiling - the most for a unit of gas.
 * @returns undefined if what L1 nodes ask of a replacement is above the ceiling.
 */
export function raisedFees(paid: Fees, market: Fees, ceiling: bigint): Fees | undefined {
  const wanted = (before: bigint, now: bigint): bigint =>
    -smallest(-((before * 9n) / 8n + 1n), -replacing(before), -now);
  const maxFeePerGas = smallest(wanted(paid.maxFeePerGas, market.maxFeePerGas), ceiling);
  const tip = smallest(wanted(paid.maxPriorityFeePerGas, market.maxPriorityFeePerGas), maxFeePerGas);
  const isEnough =
    maxFeePerGas >= replacing(paid.maxFeePerGas) && tip >= replacing(paid.maxPriorityFeePerGas);
  return isEnough ? { maxFeePerGas, maxPriorityFeePerGas: tip } : undefined;
}

/**
 * The most that an act may offer for a unit of gas.
 * @param most - whatever the act is worth.
 * @param worth - wei of Ether that the act brings; undefined if that is not known.
 */
export function feeCeiling(most: bigint, gas: bigint, worth: bigint | undefined): bigint {
  return worth === undefined ? most : smallest(most, worth / gas);
}
