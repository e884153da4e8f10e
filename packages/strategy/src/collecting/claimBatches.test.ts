import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Hex } from "viem";
import { type CollectingRule, claimBatches, type OwedPay } from "./claimBatches.ts";
import { gasCost } from "./gasCost.ts";

/** One token is worth one Ether, and gas costs 1 wei: pay and gas count alike. */
const RULE: CollectingRule = {
  gasPrice: 1n,
  tokenPrice: 10n ** 18n,
  firstGas: 70_000n,
  furtherGas: 15_000n,
  claimAboveBps: 20_000,
  most: 10,
};
const idOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const owed = (seat: number, amount: number, block = 1, claimsFrom = 0n): OwedPay => ({
  seat,
  proposalId: idOf(block),
  nodeNumber: 0,
  amount: BigInt(amount),
  claimsFrom,
});

test("M7: gas has a price in tokens, rounded up; without a token price nothing is worth gas", () => {
  assert.equal(gasCost(100n, { gasPrice: 2n, tokenPrice: 10n ** 18n }), 200n);
  assert.equal(gasCost(1n, { gasPrice: 1n, tokenPrice: 3n * 10n ** 18n }), 1n);
  assert.equal(gasCost(100n, { gasPrice: 2n, tokenPrice: 5n * 10n ** 17n }), 400n);
  assert.ok(gasCost(1n, { gasPrice: 1n, tokenPrice: 0n }) > 1n << 200n);
});

test("M7: a seat's pay is collected when it is worth twice what the call costs, over all its blocks together", () => {
  assert.deepEqual(claimBatches([owed(1, 139_999)], 0n, RULE), []);
  assert.equal(claimBatches([owed(1, 140_000)], 0n, RULE)[0]?.amount, 140_000n);
  // Two pays cost 85,000.
  assert.deepEqual(claimBatches([owed(1, 84_999, 1), owed(1, 85_000, 2)], 0n, RULE), []);
  const [both] = claimBatches([owed(1, 85_000, 2), owed(1, 85_000, 1)], 0n, RULE);
  assert.deepEqual(
    both?.owed.map(({ proposalId }) => proposalId),
    [idOf(1), idOf(2)],
  );
});

test("M7: seats do not share a call, and pay that is not due yet waits", () => {
  assert.deepEqual(claimBatches([owed(1, 85_000), owed(2, 85_000)], 0n, RULE), []);
  const due = [owed(1, 85_000, 1), owed(1, 85_000, 2, 10n)];
  assert.deepEqual(claimBatches(due, 9n, RULE), []);
  assert.equal(claimBatches(due, 10n, RULE).length, 1);
});

test("M7: a pay that does not cover its own further gas stays where it is", () => {
  const [batch] = claimBatches([owed(1, 200_000), owed(1, 15_000)], 0n, RULE);
  assert.equal(batch?.owed.length, 1);
});

test("M7: every call pays for itself, no pay is claimed twice, and no call is too large for a block", () => {
  const all = fc.array(
    fc.tuple(fc.nat(3), fc.nat(200_000), fc.nat(5), fc.bigInt(0n, 20n)).map((one) => owed(...one)),
    { maxLength: 60 },
  );
  const rules = fc.record({
    gasPrice: fc.bigInt(0n, 3n),
    claimAboveBps: fc.integer({ min: 10_000, max: 50_000 }),
    most: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(all, fc.bigInt(0n, 20n), rules, (list, now, rule) => {
      const used = new Set<OwedPay>();
      for (const { seat, owed: some, amount } of claimBatches(list, now, { ...RULE, ...rule })) {
        assert.ok(some.length >= 1 && some.length <= rule.most);
        const gas = 70_000n + 15_000n * BigInt(some.length - 1);
        assert.ok(amount * 10_000n >= gas * rule.gasPrice * BigInt(rule.claimAboveBps));
        assert.equal(
          amount,
          some.reduce((sum, one) => sum + one.amount, 0n),
        );
        for (const one of some) {
          assert.ok(one.seat === seat && one.claimsFrom <= now && !used.has(one));
          used.add(one);
        }
      }
    }),
  );
});
