import assert from "node:assert/strict";
import { test } from "node:test";
import { bondOf } from "@trellis/protocol";
import fc from "fast-check";
import { affordableBid, type BondedBidSettings, type BondedBounds, chooseBid } from "./bidWithBond.ts";

const BLOCK = { fees: 1_000n, backrun: 0n, blockReward: 10_000n, alpha: 3 * 65_536 };
const SETTINGS: BondedBidSettings = { proverShareBps: 6_000, bidFraction: 0.5, bondRiskBps: 0 };
const BOUNDS: BondedBounds = { minBurnBid: 1n, minProverShareBps: 5_000, balance: 10n ** 9n };
const RULE = { bond: 100n, bondBps: 10_000 };

test("R9: bid and bond leave the balance together", () => {
  assert.equal(affordableBid(1_000n, RULE), 500n);
  assert.equal(affordableBid(150n, RULE), 50n);
  assert.equal(affordableBid(100n, RULE), 0n);
  assert.equal(affordableBid(99n, RULE), -1n);
  fc.assert(
    fc.property(
      fc.bigInt(0n, 10n ** 24n),
      fc.bigInt(0n, 10n ** 21n),
      fc.nat(100_000),
      (balance, bond, bondBps) => {
        const bid = affordableBid(balance, { bond, bondBps });
        if (bid >= 0n) assert.ok(bid + bondOf(bid, bond, bondBps) <= balance);
        assert.ok(bid + 1n + bondOf(bid + 1n, bond, bondBps) > balance);
      },
    ),
  );
});

test("P8.2: without risk the bid is the chosen part of the income, and its bond is named", () => {
  assert.deepEqual(chooseBid(BLOCK, SETTINGS, BOUNDS, RULE), {
    burnBid: 2_500n,
    bond: 2_500n,
    proverShareBps: 6_000,
    expectedProfit: 2_500n,
  });
});

test("R9: what bonds lose on average is paid from the same part of the income", () => {
  // Of each bond of a bid's size, a quarter is lost: 2,000 burned and 500 at risk.
  assert.deepEqual(chooseBid(BLOCK, { ...SETTINGS, bondRiskBps: 2_500 }, BOUNDS, RULE), {
    burnBid: 2_000n,
    bond: 2_000n,
    proverShareBps: 6_000,
    expectedProfit: 2_500n,
  });
});

test("R14: where the provers' part may rise, it rises by the exponent of the round, given in 2^-16", () => {
  // α = 3: the provers get three fifths of the half of 1,000.
  const terms = chooseBid(BLOCK, { ...SETTINGS, maxProverShareBps: 7_000 }, BOUNDS, RULE);
  assert.deepEqual([terms?.proverShareBps, terms?.burnBid], [6_300, 2_200n]);
});

test("R6: the provers' part is at least L1's floor", () => {
  const low = { ...SETTINGS, proverShareBps: 0 };
  assert.equal(chooseBid(BLOCK, low, BOUNDS, RULE)?.proverShareBps, 5_000);
  assert.equal(chooseBid(BLOCK, { ...low, maxProverShareBps: 4_000 }, BOUNDS, RULE)?.proverShareBps, 5_000);
});

test("R9: a balance that does not cover the least bid and its bond makes no bid", () => {
  assert.equal(chooseBid(BLOCK, SETTINGS, { ...BOUNDS, balance: 100n }, RULE), undefined);
  assert.equal(chooseBid(BLOCK, SETTINGS, { ...BOUNDS, balance: 101n }, RULE)?.burnBid, 1n);
});

test("R9: any bid is covered, legal, and never costs more than its part of the income but for the least bid", () => {
  const any = fc.record({
    block: fc.record({
      fees: fc.bigInt(0n, 10n ** 20n),
      backrun: fc.bigInt(0n, 10n ** 20n),
      blockReward: fc.bigInt(0n, 10n ** 20n),
      alpha: fc.integer({ min: 65_536, max: 376_832 }),
    }),
    settings: fc.record({
      proverShareBps: fc.nat(10_000),
      bidFraction: fc.double({ min: 0, max: 1, noNaN: true }),
      bondRiskBps: fc.nat(10_000),
    }),
    bounds: fc.record({
      minBurnBid: fc.bigInt(1n, 10n ** 18n),
      minProverShareBps: fc.nat(10_000),
      balance: fc.bigInt(0n, 10n ** 21n),
    }),
    rule: fc.record({ bond: fc.bigInt(0n, 10n ** 19n), bondBps: fc.nat(100_000) }),
  });
  fc.assert(
    fc.property(any, ({ block, settings, bounds, rule }) => {
      const terms = chooseBid(block, settings, bounds, rule);
      if (terms === undefined) {
        const { minBurnBid, balance } = bounds;
        assert.ok(minBurnBid + bondOf(minBurnBid, rule.bond, rule.bondBps) > balance);
        return;
      }
      const { burnBid, bond, proverShareBps, expectedProfit } = terms;
      assert.ok(burnBid >= bounds.minBurnBid && burnBid + bond <= bounds.balance);
      assert.equal(bond, bondOf(burnBid, rule.bond, rule.bondBps));
      assert.ok(proverShareBps >= bounds.minProverShareBps && proverShareBps <= 10_000);
      const income =
        block.fees + block.backrun + (block.blockReward * BigInt(10_000 - proverShareBps)) / 10_000n;
      const risk = (bond * BigInt(settings.bondRiskBps) + 9_999n) / 10_000n;
      assert.equal(expectedProfit, income - burnBid - risk);
      if (burnBid > bounds.minBurnBid) assert.ok(expectedProfit >= 0n);
    }),
    { numRuns: 300 },
  );
});
