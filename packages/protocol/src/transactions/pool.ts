import type { Asset } from "./Transaction.ts";

/** P10.1: the constant-product pool's reserves of asset 0 and asset 1, in their smallest units. */
export type PoolReserves = readonly [reserve0: bigint, reserve1: bigint];

/** Reserves of a new rollup. A seed from L1 fills them. */
export const EMPTY_POOL: PoolReserves = [0n, 0n];
/** Largest reserve of one asset. */
export const MAX_RESERVE = (1n << 112n) - 1n;
/** Of every 1,000 units sold, 3 stay in the pool as its fee. */
export const SWAP_KEPT_PARTS = 997n;
export const SWAP_PARTS = 1_000n;

/** The result of a swap. */
export interface SwapResult {
  /** Units of the other asset that the seller gets. */
  readonly out: bigint;
  readonly reserves: PoolReserves;
}

/**
 * The amount bought by selling `amount` of `asset`, rounded down: `amount · 997 · rOut / (rIn · 1000 + amount · 997)`. It is always
 * below rOut, so the pool is never drained, and the product of the reserves never falls. 0 if the pool is empty.
 */
export function swapOutput(reserves: PoolReserves, asset: Asset, amount: bigint): bigint {
  const kept = amount * SWAP_KEPT_PARTS;
  const divisor = reserves[asset] * SWAP_PARTS + kept;
  return divisor === 0n ? 0n : (kept * reserves[1 - asset]!) / divisor;
}

/** The least amount of `asset` that buys `out`, which must be below the reserve of the other one. */
export function swapInput(reserves: PoolReserves, asset: Asset, out: bigint): bigint {
  const divisor = (reserves[1 - asset]! - out) * SWAP_KEPT_PARTS;
  return (out * reserves[asset] * SWAP_PARTS + divisor - 1n) / divisor;
}

/**
 * P10.1: sells `amount` of `asset` to the pool.
 * @returns undefined if the swap cannot execute: a reserve is empty, nothing or less than `minimumOut` would be bought, or the reserve
 * would exceed 112 bits.
 */
export function swap(
  reserves: PoolReserves,
  asset: Asset,
  amount: bigint,
  minimumOut: bigint,
): SwapResult | undefined {
  const [reserve0, reserve1] = reserves;
  if (reserve0 <= 0n || reserve1 <= 0n || reserves[asset] + amount > MAX_RESERVE) return undefined;
  const out = swapOutput(reserves, asset, amount);
  if (out < 1n || out < minimumOut) return undefined;
  return {
    out,
    reserves: asset === 0 ? [reserve0 + amount, reserve1 - out] : [reserve0 - out, reserve1 + amount],
  };
}

/** The reserves with `amount` of `asset` added (P10.1, seed), or undefined if the reserve would exceed 112 bits. */
export function seeded(reserves: PoolReserves, asset: Asset, amount: bigint): PoolReserves | undefined {
  const [reserve0, reserve1] = reserves;
  if (reserves[asset] + amount > MAX_RESERVE) return undefined;
  return asset === 0 ? [reserve0 + amount, reserve1] : [reserve0, reserve1 + amount];
}
