import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "@trellis/protocol";
import fc from "fast-check";
import { Scores } from "./Scores.ts";
import { SeatSet } from "./SeatSet.ts";

const scored = fc.record({
  seats: fc.integer({ min: 0, max: 2_048 }),
  burnBid: fc.bigInt(1n, 2n ** 90n),
});
const alphas = fc.integer({ min: 65_536, max: 376_832 });

test("R14: fast scores order bids as the rule does, and are within 10^-9 of it", () => {
  const scores = new Scores();
  fc.assert(
    fc.property(scored, scored, alphas, (one, other, alpha) => {
      const [a, b] = [score(one.seats, one.burnBid, alpha), score(other.seats, other.burnBid, alpha)];
      assert.equal(Math.sign(scores.compare(one, other, alpha)), a === b ? 0 : a > b ? 1 : -1);
      // Below 10^12 the rule's rounding to whole numbers shows.
      if (a > 10n ** 12n) assert.ok(Math.abs(scores.about(one, alpha) / Number(a) - 1) < 1e-9);
    }),
    { numRuns: 500 },
  );
});

test("R14: where bids are closer than double precision tells, the rule decides", () => {
  const scores = new Scores();
  const bid = 5n * 10n ** 19n;
  const [one, other] = [
    { seats: 900, burnBid: bid + 1n },
    { seats: 900, burnBid: bid },
  ];
  assert.ok(scores.compare(one, other, 196_608) > 0);
  assert.equal(scores.compare(one, one, 196_608), 0);
  assert.equal(scores.exactComparisons, 2);
  assert.deepEqual(scores.ranked([other, one, other], 196_608), [one, other, other]);
});

test("a set of seats is what the rules' bitmap is", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(2_047)), fc.uniqueArray(fc.nat(2_047)), (a, b) => {
      const [one, other] = [SeatSet.of(a), SeatSet.of(b)];
      const [exact, exactOther] = [one.bitmap(), other.bitmap()];
      assert.equal(one.count(), exact.count());
      assert.deepEqual(one.seats(), exact.seats());
      assert.ok(one.and(other).bitmap().equals(exact.and(exactOther)));
      assert.deepEqual(
        one.without(other).seats(),
        exact.seats().filter((seat) => !exactOther.has(seat)),
      );
      const all = SeatSet.of(a);
      all.addAll(other);
      assert.ok(all.bitmap().equals(exact.or(exactOther)));
      for (const seat of a) {
        assert.ok(all.has(seat));
        all.delete(seat);
        assert.ok(!all.has(seat));
      }
    }),
    { numRuns: 50 },
  );
});
