import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_BURN_BID } from "@trellis/protocol";
import fc from "fast-check";
import { chooseBid, proposerRevenue } from "./bid.ts";

const revenue = { fees: 1_000n, blockReward: 10_000n, proverShareBps: 6_000 };

test("P8.2, P8.3 a proposer earns the fees and its part of the reward", () => {
  assert.equal(proposerRevenue(revenue), 5_000n);
  assert.equal(proposerRevenue({ ...revenue, proverShareBps: 10_000 }), 1_000n);
  assert.equal(proposerRevenue({ ...revenue, proverShareBps: 0 }), 11_000n);
});

test("the bid is the wanted part of the revenue", () => {
  assert.equal(chooseBid(revenue, 0.5, 1n, 1_000_000n), 2_500n);
});

test("P7.2 the bid is at least the minimum", () => {
  assert.equal(chooseBid(revenue, 0, 77n, 1_000_000n), 77n);
});

test("P5.3 the bid is at most what is left after the bond", () => {
  assert.equal(chooseBid(revenue, 1, 1n, 600n), 600n);
});

test("no bid without the minimum", () => {
  assert.equal(chooseBid(revenue, 1, 601n, 600n), undefined);
  assert.equal(chooseBid(revenue, 1, 1n, -5n), undefined);
});

test("P4.1 the bid fits 96 bits, and stays within its bounds whatever the revenue", () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 2n ** 130n),
      fc.bigInt(0n, 2n ** 96n),
      fc.integer({ min: 0, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.bigInt(0n, 2n ** 90n),
      fc.bigInt(-(2n ** 90n), 2n ** 130n),
      (fees, blockReward, proverShareBps, fraction, minimum, affordable) => {
        const bid = chooseBid({ fees, blockReward, proverShareBps }, fraction, minimum, affordable);
        if (bid === undefined) return affordable < minimum;
        return bid >= minimum && bid <= affordable && bid <= MAX_BURN_BID;
      },
    ),
  );
});
