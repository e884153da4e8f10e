import assert from "node:assert/strict";
import { test } from "node:test";
import { type Asset, MAX_AMOUNT, type PoolReserves, swap, swapOutput } from "@trellis/protocol";
import fc from "fast-check";
import { uint } from "../../../protocol/test/arbitraries.ts";
import { throwsCode } from "../../../protocol/test/throwsCode.ts";
import { bestArbitrage, parsePrice, type ReferencePrice } from "./arbitrage.ts";

const NO_LIMIT: readonly [bigint, bigint] = [1n << 100n, 1n << 100n];
const reserve = fc.bigInt({ min: 1_000n, max: 1n << 90n });
const reserves: fc.Arbitrary<PoolReserves> = fc.tuple(reserve, reserve);

/** Gain of a swap at a price, in units of asset 0, rounded down. */
function gain(
  pool: PoolReserves,
  { numerator, denominator }: ReferencePrice,
  asset: Asset,
  amount: bigint,
): bigint {
  const out = swapOutput(pool, asset, amount);
  return asset === 0
    ? (out * numerator) / denominator - amount
    : out - (amount * numerator + denominator - 1n) / denominator;
}

test("a price is parsed exactly from a decimal number", () => {
  assert.deepEqual(parsePrice("1.25"), { numerator: 125n, denominator: 100n });
  assert.deepEqual(parsePrice("3"), { numerator: 3n, denominator: 1n });
  assert.deepEqual(parsePrice("0.001"), { numerator: 1n, denominator: 1000n });
  for (const bad of [
    "",
    "0",
    "0.000",
    "-1",
    "+1",
    "1e5",
    "1.",
    ".5",
    " 1",
    "1\n",
    "0x10",
    "NaN",
    "9".repeat(31),
  ])
    throwsCode("TRL-PRO-024", () => parsePrice(bad));
});

test("a pool at the reference price, within the fee, offers nothing", () => {
  for (const price of ["1", "1.002", "0.998"]) {
    assert.equal(bestArbitrage([10n ** 24n, 10n ** 24n], parsePrice(price), NO_LIMIT), undefined);
  }
  assert.equal(bestArbitrage([0n, 10n ** 24n], parsePrice("1"), NO_LIMIT), undefined);
  assert.equal(bestArbitrage([10n ** 24n, 0n], parsePrice("1"), NO_LIMIT), undefined);
});

test("a pool off the reference price is brought back to the edge of the fee's band", () => {
  // Asset 1 is worth 1.1, the pool gives it away at 1: buy it with asset 0.
  const cheap = bestArbitrage([10n ** 24n, 10n ** 24n], parsePrice("1.1"), NO_LIMIT)!;
  assert.equal(cheap.asset, 0);
  const after = swap([10n ** 24n, 10n ** 24n], 0, cheap.amount, cheap.out)!.reserves;
  const poolPrice = Number(after[0]) / Number(after[1]);
  assert.ok(poolPrice > 1.1 * 0.994 && poolPrice < 1.1, String(poolPrice));
  assert.equal(bestArbitrage(after, parsePrice("1.1"), NO_LIMIT), undefined);
  const dear = bestArbitrage([10n ** 24n, 10n ** 24n], parsePrice("0.9"), NO_LIMIT)!;
  assert.equal(dear.asset, 1);
});

test("no other swap gains more, except for rounding", () => {
  const price = fc.record({ numerator: fc.bigInt(1n, 1n << 40n), denominator: fc.bigInt(1n, 1n << 40n) });
  fc.assert(
    fc.property(reserves, price, fc.constantFrom<Asset>(0, 1), uint(96), (pool, price, asset, amount) => {
      const best = bestArbitrage(pool, price, NO_LIMIT);
      if (best !== undefined) {
        assert.equal(gain(pool, price, best.asset, best.amount), best.profit);
        assert.equal(swapOutput(pool, best.asset, best.amount), best.out);
        assert.ok(best.profit > 0n);
      }
      // The worth of two units either way.
      const slack =
        2n + 2n * (1n + price.numerator / price.denominator) + price.denominator / price.numerator;
      assert.ok(gain(pool, price, asset, amount) <= (best?.profit ?? 0n) + slack);
      if (best === undefined) return;
      for (const near of [best.amount - best.amount / 50n, best.amount + best.amount / 50n]) {
        assert.ok(near > MAX_AMOUNT || gain(pool, price, best.asset, near) <= best.profit + slack);
      }
    }),
    { numRuns: 500 },
  );
});

test("a swap never sells more than the balance", () => {
  const pool: PoolReserves = [10n ** 24n, 10n ** 24n];
  const limited = bestArbitrage(pool, parsePrice("1.5"), [1000n, 0n])!;
  assert.ok(limited.amount <= 1000n && limited.profit > 0n);
  assert.equal(bestArbitrage(pool, parsePrice("1.5"), [0n, 10n ** 24n]), undefined);
});
