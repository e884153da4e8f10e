import { decodeMinimumOut, type PoolReserves, seeded, swap, type Transaction } from "@trellis/protocol";

/** The pool after a block, and what the block's swaps sold to it. */
export interface PoolAfter {
  readonly reserves: PoolReserves;
  readonly swaps: number;
  /** Units of asset 0 and of asset 1. */
  readonly sold: readonly [bigint, bigint];
}

/**
 * P10.1: the pool after some transactions of a final block. Only seeds and swaps move it, so accounts are not needed. A final block holds only
 * swaps that execute, and forced ones that say that they failed.
 */
export function poolAfter(before: PoolReserves, transactions: Iterable<Transaction>): PoolAfter {
  let reserves = before;
  let swaps = 0;
  const sold: [bigint, bigint] = [0n, 0n];
  for (const { kind, asset, amount, to, failed } of transactions) {
    if (failed) continue;
    if (kind === "seed") reserves = seeded(reserves, asset, amount) ?? reserves;
    if (kind !== "swap") continue;
    const result = swap(reserves, asset, amount, decodeMinimumOut(to));
    if (result === undefined) continue;
    reserves = result.reserves;
    swaps += 1;
    sold[asset] += amount;
  }
  return { reserves, swaps, sold };
}
