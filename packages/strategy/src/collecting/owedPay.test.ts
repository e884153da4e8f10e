import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodeTally,
  newSeatShare,
  nodeAt,
  nodeCount,
  nodeKind,
  type RollupSettings,
} from "@trellis/protocol";
import fc from "fast-check";
import type { Hex } from "viem";
import { DUTY_GAS, isWorthGas } from "./dutyGas.ts";
import { expectedReward, nodeShare, weightsOf } from "./expectedReward.ts";
import { owedPay } from "./owedPay.ts";

const RULE = {
  blockReward: 1_000_000n,
  leafWeight: 1,
  mergeWeight: 3,
  rootWeight: 4,
  uncommittedFactorBps: 5_000,
} as RollupSettings;
const ID: Hex = `0x${"01".repeat(32)}`;
const NONE = { leaf: 0, merge: 0, root: 0 };
const numbers = (depth: number): number[] => Array.from({ length: nodeCount(depth) }, (_, i) => i);

test("P8.3: a block that is proven as committed earns the whole reward, of which the proposer gets what the provers do not", () => {
  const block = {
    depth: 2,
    proverShareBps: 6_000,
    committedNodes: new Set(numbers(2)),
    tally: encodeTally({ committed: { leaf: 4, merge: 2, root: 1 }, vacant: NONE }),
    provers: 5,
    committedSeats: 5,
  };
  assert.deepEqual(expectedReward(block, RULE), { total: 1_000_000n, proposer: 400_000n, pool: 600_000n });
  // R2: nodes that other kept proofs show count, too; the tally of the best one alone does not.
  const best = { ...block, tally: encodeTally({ committed: { leaf: 3, merge: 2, root: 1 }, vacant: NONE }) };
  assert.equal(expectedReward(best, RULE).total, 1_000_000n);
  const half = { ...block, provers: 1, committedSeats: 2 };
  assert.equal(expectedReward(half, RULE).total, 500_000n);
  const unproven = { ...block, committedNodes: new Set([0, 1, 2]) };
  assert.equal(expectedReward(unproven, RULE).total, (1_000_000n * 10n) / 14n);
});

test("P8.3: the shares of all nodes are the pool, but for what rounding leaves", () => {
  const weights = weightsOf(RULE);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.bigInt(0n, 10n ** 24n), (depth, pool) => {
      const all = numbers(depth).map((number) => nodeShare(pool, number, depth, weights));
      const sum = all.reduce((total, share) => total + share, 0n);
      assert.ok(sum <= pool && pool - sum < BigInt(all.length));
    }),
  );
});

test("P6.6, R7: seats are owed what L1 pays: winners by weight, rescuers a part, new seats by their block's rate, never more than the pool", () => {
  const cases = fc.record({
    depth: fc.integer({ min: 1, max: 5 }),
    amount: fc.bigInt(0n, 10n ** 22n),
    winnerSeats: fc.integer({ min: 1, max: 40 }),
    rates: fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 40 }),
  });
  fc.assert(
    fc.property(cases, ({ rates, ...fields }) => {
      const pool = { ...fields, newSeatParts: rates.reduce((sum, bps) => sum + bps, 0), claimsFrom: 77n };
      const nodes = numbers(pool.depth).map((number) => ({ number, isCommitted: number % 3 !== 0 }));
      const owed = owedPay(ID, 4, { nodes, newSeatBps: undefined }, pool, RULE);
      const asNew = rates.flatMap((bps, i) =>
        owedPay(ID, 50 + i, { nodes: [], newSeatBps: bps }, pool, RULE),
      );
      assert.deepEqual(
        asNew.map(({ amount, nodeNumber, claimsFrom }) => [amount, nodeNumber, claimsFrom]),
        rates.map((bps) => [newSeatShare(pool, bps), undefined, 77n]),
      );
      const all = [...owed, ...asNew].reduce((sum, { amount }) => sum + amount, 0n);
      assert.ok(all <= pool.amount);
      for (const { nodeNumber, amount } of owed) {
        const twin = owed.find(
          (other) =>
            other.nodeNumber! % 3 === nodeNumber! % 3 &&
            nodeKind(nodeAt(other.nodeNumber!), pool.depth) === nodeKind(nodeAt(nodeNumber!), pool.depth),
        );
        assert.equal(twin?.amount, amount);
      }
    }),
  );
});

test("R2: a winner that nobody proved as committed owes nothing", () => {
  const pool = { amount: 0n, winnerSeats: 0, newSeatParts: 0, claimsFrom: 0n, depth: 1 };
  assert.deepEqual(
    owedPay(ID, 4, { nodes: [{ number: 1, isCommitted: true }], newSeatBps: undefined }, pool, RULE),
    [],
  );
});

test("M7: a call is worth its gas if it brings more; without a price of the token none is", () => {
  const prices = { gasPrice: 2n, tokenPrice: 10n ** 18n };
  const cost = DUTY_GAS.settleReward * 2n;
  assert.equal(isWorthGas(cost, DUTY_GAS.settleReward, prices), false);
  assert.equal(isWorthGas(cost + 1n, DUTY_GAS.settleReward, prices), true);
  assert.equal(isWorthGas(10n ** 40n, DUTY_GAS.settleReward, { ...prices, tokenPrice: 0n }), false);
});
