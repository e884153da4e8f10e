import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMinimumOut, encodeMinimumOut, swap, TrellisError } from "@trellis/protocol";
import fc from "fast-check";
import { quoteSwap } from "./SwapQuote.ts";

const hasCode = (code: string) => (error: unknown) => error instanceof TrellisError && error.code === code;

test("a quote contains the amount by the rule, the least accepted amount, and the price impact", () => {
  const quote = quoteSwap([1_000_000n, 4_000_000n], { asset: 0, amount: 10_000n, slippageBps: 50 });
  assert.deepEqual(quote, {
    asset: 0,
    amount: 10_000n,
    out: 39_486n,
    minimumOut: 39_280n,
    priceImpactBps: 129,
  });
});

test("a swap sent with its quote's minimum executes on the quoted pool, and not below the slippage", () => {
  const reserve = fc.bigInt(1n, 2n ** 100n);
  fc.assert(
    fc.property(
      reserve,
      reserve,
      fc.constantFrom(0, 1),
      fc.bigInt(1n, 2n ** 90n),
      fc.integer({ min: 0, max: 10_000 }),
      (r0, r1, side, amount, slippageBps) => {
        const asset = side === 0 ? 0 : 1;
        if (
          (swap([r0, r1], asset, amount, 1n)?.out ?? 0n) >= 2n ** 96n ||
          swap([r0, r1], asset, amount, 1n) === undefined
        )
          return;
        const { out, minimumOut } = quoteSwap([r0, r1], { asset, amount, slippageBps });
        assert.equal(decodeMinimumOut(encodeMinimumOut(minimumOut)), minimumOut);
        assert.equal(swap([r0, r1], asset, amount, minimumOut)?.out, out);
        assert.ok(minimumOut <= out);
      },
    ),
  );
});

test("a swap that the pool cannot execute has no quote", () => {
  const ask = (reserves: [bigint, bigint], amount: bigint) => () =>
    quoteSwap(reserves, { asset: 0, amount, slippageBps: 0 });
  assert.throws(ask([0n, 0n], 5n), hasCode("TRL-CLN-006"));
  assert.throws(ask([100n, 100n], 0n), hasCode("TRL-CLN-006"));
  assert.throws(ask([10n ** 9n, 1n], 1n), hasCode("TRL-CLN-006"));
  assert.throws(ask([2n ** 112n - 1n, 5n], 1n), hasCode("TRL-CLN-006"));
  for (const slippageBps of [-1, 10_001, 0.5]) {
    assert.throws(() => quoteSwap([9n, 9n], { asset: 1, amount: 1n, slippageBps }), hasCode("TRL-CLN-008"));
  }
});
