import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeMinimumOut, NOOP, type Transaction } from "@trellis/protocol";
import { poolAfter } from "./poolAfter.ts";

const seed = (asset: 0 | 1, amount: bigint): Transaction => ({ ...NOOP, kind: "seed", asset, amount });
const swap = (asset: 0 | 1, amount: bigint, more: Partial<Transaction> = {}): Transaction => ({
  ...NOOP,
  kind: "swap",
  asset,
  amount,
  to: encodeMinimumOut(1n),
  ...more,
});

test("P10.1 seeds and swaps move the pool, in the block's order", () => {
  const { reserves, swaps, sold } = poolAfter(
    [0n, 0n],
    [
      seed(0, 1_000_000n),
      seed(1, 2_000_000n),
      swap(0, 1_000n),
      { ...NOOP, kind: "transfer", amount: 5n },
      swap(1, 2_000n),
    ],
  );
  // The first swap buys 1,992; the second 1,000,999 · 1,994 / (1,998,008 · 1,000 + 1,994,000) · 1,000 …
  assert.deepEqual([swaps, sold], [2, [1_000n, 2_000n]]);
  assert.equal(reserves[1], 2_000_000n - 1_992n + 2_000n);
  assert.equal(
    reserves[0],
    1_001_000n - (2_000n * 997n * 1_001_000n) / (1_998_008n * 1_000n + 2_000n * 997n),
  );
});

test("P10.2 a forced swap that failed moves nothing", () => {
  const before = [1_000_000n, 2_000_000n] as const;
  const failed = swap(0, 1_000n, { forced: true, failed: true });
  assert.deepEqual(poolAfter(before, [failed]), { reserves: before, swaps: 0, sold: [0n, 0n] });
  assert.equal(poolAfter(before, [swap(0, 1_000n, { forced: true })]).swaps, 1);
});

test("what no final block holds moves nothing", () => {
  const { reserves, swaps } = poolAfter([0n, 0n], [swap(0, 5n)]);
  assert.deepEqual([reserves, swaps], [[0n, 0n], 0]);
});
