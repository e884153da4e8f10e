import {
  type Asset,
  MAX_AMOUNT,
  MAX_RESERVE,
  type PoolReserves,
  SWAP_KEPT_PARTS,
  SWAP_PARTS,
  smallest,
  swapInput,
  swapOutput,
  TrellisError,
} from "@trellis/protocol";

/** The value of one unit of asset 1 in units of asset 0, as a fraction of positive numbers. */
export interface ReferencePrice {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A swap that gains at the reference price. */
export interface Arbitrage {
  /** Amount sold. */
  readonly asset: Asset;
  readonly amount: bigint;
  /** Amount bought of the other asset. */
  readonly out: bigint;
  /** Value bought minus value sold, both at the reference price, in units of asset 0, rounded down; at least 1. */
  readonly profit: bigint;
}

/** Digits before and after the point that a price may have. */
const PRICE = /^([0-9]{1,30})(?:\.([0-9]{1,30}))?$/;

/**
 * Parses a price from a decimal number such as `1.25`.
 * @throws TRL-PRO-024 if it is not such a number, or is 0.
 */
export function parsePrice(text: string): ReferencePrice {
  const [, whole, fraction = ""] = PRICE.exec(text) ?? [];
  const numerator = whole === undefined ? 0n : BigInt(whole + fraction);
  if (numerator === 0n) {
    throw new TrellisError("TRL-PRO-024", "a price is a positive decimal number, such as 1.25", {
      text: text.slice(0, 64),
    });
  }
  return { numerator, denominator: 10n ** BigInt(fraction.length) };
}

/**
 * The swap that gains most at a reference price: it brings the pool's price to the edge of the band around the reference inside which
 * the fee of 0.3 % leaves no gain. With γ = 0.997 and the price P, selling Δ of asset 0 gains `P · γΔ·r1 / (r0 + γΔ) − Δ`, most at
 * `r0 + γΔ = √(γ · r0 · r1 · P)`; selling asset 1 likewise with `1 / P`.
 *
 * @param limits - the amount of each asset that can be sold.
 * @returns undefined if no swap gains.
 */
export function bestArbitrage(
  reserves: PoolReserves,
  price: ReferencePrice,
  limits: readonly [bigint, bigint],
): Arbitrage | undefined {
  // If one direction gains, the other loses.
  return gainOf(reserves, price, 0, limits[0]) ?? gainOf(reserves, price, 1, limits[1]);
}

function gainOf(
  reserves: PoolReserves,
  { numerator, denominator }: ReferencePrice,
  asset: Asset,
  limit: bigint,
): Arbitrage | undefined {
  const rIn = reserves[asset];
  const rOut = reserves[1 - asset]!;
  if (rIn === 0n || rOut === 0n) return undefined;
  // What one unit of the asset bought is worth in units of the asset sold.
  const [over, under] = asset === 0 ? [numerator, denominator] : [denominator, numerator];
  const target = squareRoot((SWAP_KEPT_PARTS * rIn * rOut * over) / (SWAP_PARTS * under));
  const wanted = ((target - rIn) * SWAP_PARTS) / SWAP_KEPT_PARTS;
  const most = smallest(wanted, limit, MAX_AMOUNT, MAX_RESERVE - rIn);
  if (most <= 0n) return undefined;
  const out = swapOutput(reserves, asset, most);
  // Do not sell the part that rounding down would waste.
  const amount = out === 0n ? 0n : swapInput(reserves, asset, out);
  const profit =
    asset === 0
      ? (out * numerator) / denominator - amount
      : out - (amount * numerator + denominator - 1n) / denominator;
  return profit > 0n ? { asset, amount, out, profit } : undefined;
}

/** The largest whole number whose square is at most `value`. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
