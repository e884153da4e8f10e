import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { uint } from "../../test/arbitraries.ts";
import { EMPTY_POOL, MAX_RESERVE, type PoolReserves, seeded, swap, swapInput, swapOutput } from "./pool.ts";
import { MAX_AMOUNT } from "./Transaction.ts";

const reserve = fc
  .oneof(uint(112), uint(20), fc.constantFrom(1n, 2n, MAX_RESERVE))
  .filter((value) => value > 0n);
const reserves: fc.Arbitrary<PoolReserves> = fc.tuple(reserve, reserve);
const amount = fc.oneof(uint(96), uint(20), fc.constantFrom(0n, 1n, MAX_AMOUNT));
const asset = fc.constantFrom(0 as const, 1 as const);

test("P10.1: a swap computed by hand: 0.3 % of the amount sold stays in the pool, the amount bought is rounded down", () => {
  // 1000 · 997 · 2_000_000 / (1_000_000 · 1000 + 1000 · 997) = 1992.01…
  assert.equal(swapOutput([1_000_000n, 2_000_000n], 0, 1000n), 1992n);
  assert.deepEqual(swap([1_000_000n, 2_000_000n], 0, 1000n, 1992n), {
    out: 1992n,
    reserves: [1_001_000n, 1_998_008n],
  });
  assert.equal(swap([1_000_000n, 2_000_000n], 0, 1000n, 1993n), undefined);
  // 1000 · 997 · 1_000_000 / (2_000_000 · 1000 + 1000 · 997) = 498.25…
  assert.deepEqual(swap([1_000_000n, 2_000_000n], 1, 1000n, 0n), {
    out: 498n,
    reserves: [999_502n, 2_001_000n],
  });
});

test("P10.1: no swap drains the pool or lowers the product of the reserves, and assets are conserved", () => {
  fc.assert(
    fc.property(reserves, asset, amount, uint(96), (before, sold, amount, minimumOut) => {
      const result = swap(before, sold, amount, minimumOut);
      const exact = (amount * 997n * before[1 - sold]!) / (before[sold] * 1000n + amount * 997n);
      assert.equal(swapOutput(before, sold, amount), exact);
      assert.equal(
        result !== undefined,
        exact >= 1n && exact >= minimumOut && before[sold] + amount <= MAX_RESERVE,
      );
      if (result === undefined) return;
      const { out, reserves: after } = result;
      assert.equal(out, exact);
      assert.equal(after[sold], before[sold] + amount);
      assert.equal(after[1 - sold]!, before[1 - sold]! - out);
      assert.ok(after[0] > 0n && after[1] > 0n);
      assert.ok(after[0] * after[1] >= before[0] * before[1]);
    }),
    { numRuns: 2000 },
  );
});

test("P10.1: the input for an output is the least amount that buys it", () => {
  fc.assert(
    fc.property(reserves, asset, amount, (before, sold, amount) => {
      const out = swapOutput(before, sold, amount);
      if (out === 0n) return;
      const least = swapInput(before, sold, out);
      assert.ok(least <= amount);
      assert.equal(swapOutput(before, sold, least), out);
      assert.ok(swapOutput(before, sold, least - 1n) < out);
    }),
  );
});

test("P10.1: swapping there and back again never gains", () => {
  fc.assert(
    fc.property(reserves, asset, amount, (before, sold, amount) => {
      const there = swap(before, sold, amount, 1n);
      if (there === undefined) return;
      const bought = sold === 0 ? 1 : 0;
      assert.ok(swapOutput(there.reserves, bought, there.out) <= amount);
    }),
  );
});

test("P10.1: no swap executes on an empty pool, for a zero amount, or past a reserve of 112 bits", () => {
  assert.equal(swapOutput(EMPTY_POOL, 0, 0n), 0n);
  assert.equal(swapOutput(EMPTY_POOL, 0, 5n), 0n);
  assert.equal(swap(EMPTY_POOL, 0, 5n, 0n), undefined);
  assert.equal(swap([0n, 9n], 0, 5n, 0n), undefined);
  assert.equal(swap([9n, 0n], 0, 5n, 0n), undefined);
  assert.equal(swap([9n, 9n], 0, 0n, 0n), undefined);
  assert.equal(swap([MAX_RESERVE - 4n, MAX_RESERVE], 0, 5n, 0n), undefined);
  assert.ok(swap([MAX_RESERVE - 5n, MAX_RESERVE], 0, 5n, 0n));
});

test("P10.1: a seed adds to one reserve, up to 112 bits", () => {
  assert.deepEqual(seeded(EMPTY_POOL, 0, 5n), [5n, 0n]);
  assert.deepEqual(seeded([1n, 2n], 1, 5n), [1n, 7n]);
  assert.deepEqual(seeded([0n, MAX_RESERVE - 5n], 1, 5n), [0n, MAX_RESERVE]);
  assert.equal(seeded([0n, MAX_RESERVE - 4n], 1, 5n), undefined);
});
