import assert from "node:assert/strict";
import { test } from "node:test";
import { feeCeiling, marketFees, raisedFees } from "./fees.ts";

const GWEI = 10n ** 9n;
const isTenthMore = (now: bigint, before: bigint): boolean => now * 100n >= before * 110n;

test("a replacement offers at least a tenth more in both fields, and what is usual", () => {
  for (const paid of [1n, 7n, 9n, 10n, GWEI, 33n * GWEI + 1n]) {
    for (const market of [marketFees(1n, 1n), marketFees(50n * GWEI, GWEI)]) {
      const before = { maxFeePerGas: paid * 2n, maxPriorityFeePerGas: paid };
      const after = raisedFees(before, market, 10n ** 15n)!;
      assert.ok(isTenthMore(after.maxFeePerGas, before.maxFeePerGas));
      assert.ok(isTenthMore(after.maxPriorityFeePerGas, before.maxPriorityFeePerGas));
      assert.ok(after.maxFeePerGas >= market.maxFeePerGas);
      assert.ok(after.maxPriorityFeePerGas <= after.maxFeePerGas);
    }
  }
});

test("a replacement never offers more than the ceiling, and there is none if that is not enough", () => {
  const paid = { maxFeePerGas: 100n, maxPriorityFeePerGas: 10n };
  const market = marketFees(500n, 5n);
  assert.equal(raisedFees(paid, market, 110n)?.maxFeePerGas, 110n);
  assert.equal(raisedFees(paid, market, 109n), undefined);
});

test("an act may cost at most what it is worth", () => {
  assert.equal(feeCeiling(1_000n, 10n, undefined), 1_000n);
  assert.equal(feeCeiling(1_000n, 10n, 500n), 50n);
  assert.equal(feeCeiling(1_000n, 10n, 10n ** 18n), 1_000n);
});
