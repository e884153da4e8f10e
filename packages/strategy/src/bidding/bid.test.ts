import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_BURN_BID } from "@trellis/protocol";
import fc from "fast-check";
import { chooseTerms } from "./bid.ts";

const block = { fees: 1_000n, backrun: 0n, blockReward: 10_000n, alpha: 24 };
const half = { proverShareBps: 6_000, bidFraction: 0.5 };
const bounds = { minBurnBid: 1n, affordable: 1_000_000n };

test("P8.2, P8.3 the bid is the chosen part of fees and of the proposer's part of the reward", () => {
  assert.deepEqual(chooseTerms(block, half, bounds), {
    burnBid: 2_500n,
    proverShareBps: 6_000,
    expectedProfit: 2_500n,
  });
  assert.equal(chooseTerms(block, { ...half, proverShareBps: 10_000 }, bounds)?.burnBid, 500n);
  assert.equal(chooseTerms(block, { ...half, proverShareBps: 0 }, bounds)?.burnBid, 5_500n);
});

test("the bid counts gains of the proposer's own swaps like fees", () => {
  assert.equal(chooseTerms({ ...block, backrun: 5_000n }, half, bounds)?.burnBid, 5_000n);
});

test("P7.2 if the provers' part may rise, the income besides the reward is split as it counts in the score", () => {
  // α = 3: the provers get three fifths of the half of 1,000.
  const rising = { ...half, maxProverShareBps: 7_000 };
  assert.deepEqual(chooseTerms(block, rising, bounds), {
    burnBid: 2_200n,
    proverShareBps: 6_300,
    expectedProfit: 2_500n,
  });
  const rich = chooseTerms({ ...block, backrun: 100_000n }, rising, bounds);
  assert.equal(rich?.proverShareBps, 7_000);
  assert.equal(rich?.burnBid, 52_500n - 1_000n);
  const unrewarded = { ...block, blockReward: 0n };
  assert.equal(chooseTerms(unrewarded, rising, bounds)?.proverShareBps, 6_000);
});

test("P7.2 the bid is at least the minimum, even at a loss", () => {
  assert.equal(chooseTerms(block, { ...half, bidFraction: 0 }, { ...bounds, minBurnBid: 77n })?.burnBid, 77n);
  const dear = chooseTerms({ ...block, blockReward: 0n }, half, { ...bounds, minBurnBid: 1_500n });
  assert.equal(dear?.expectedProfit, -500n);
});

test("P5.3 the bid is at most the balance left after the bond", () => {
  assert.equal(
    chooseTerms(block, { ...half, bidFraction: 1 }, { ...bounds, affordable: 600n })?.burnBid,
    600n,
  );
});

test("there is no bid if the balance is below the minimum", () => {
  assert.equal(chooseTerms(block, half, { minBurnBid: 601n, affordable: 600n }), undefined);
  assert.equal(chooseTerms(block, half, { minBurnBid: 1n, affordable: -5n }), undefined);
});

test("P4.1 bid and share stay within their bounds whatever the expected income", () => {
  fc.assert(
    fc.property(
      fc.record({
        fees: fc.bigInt(0n, 2n ** 130n),
        backrun: fc.bigInt(0n, 2n ** 130n),
        blockReward: fc.bigInt(0n, 2n ** 96n),
        alpha: fc.integer({ min: 8, max: 46 }),
      }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.record({ minBurnBid: fc.bigInt(0n, 2n ** 90n), affordable: fc.bigInt(-(2n ** 90n), 2n ** 130n) }),
      (expected, proverShareBps, maxProverShareBps, bidFraction, limits) => {
        const terms = chooseTerms(expected, { proverShareBps, maxProverShareBps, bidFraction }, limits);
        if (terms === undefined) return limits.affordable < limits.minBurnBid;
        const { burnBid, proverShareBps: share } = terms;
        return (
          burnBid >= limits.minBurnBid &&
          burnBid <= limits.affordable &&
          burnBid <= MAX_BURN_BID &&
          share >= proverShareBps &&
          share <= Math.max(proverShareBps, maxProverShareBps)
        );
      },
    ),
  );
});
