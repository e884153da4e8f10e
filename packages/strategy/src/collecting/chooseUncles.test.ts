import assert from "node:assert/strict";
import { test } from "node:test";
import { type NewSeats, newSeatParts, ProverBitmap } from "@trellis/protocol";
import fc from "fast-check";
import { chooseUncles } from "./chooseUncles.ts";

interface Named extends NewSeats {
  readonly id: number;
}

const block = (id: number, bps: number, ...seats: number[]): Named => ({
  id,
  bps,
  seats: ProverBitmap.of(seats),
});
const shown = (blocks: readonly Named[]) => blocks.map(({ id, bps, seats }) => [id, bps, seats.seats()]);

test("R7: the set whose new seats get most is named, each seat counted once", () => {
  const blocks = [block(1, 9_500, 1, 2, 3), block(2, 9_500, 3, 4), block(3, 9_500, 1, 2)];
  assert.deepEqual(shown(chooseUncles(blocks, 8)), [
    [1, 9_500, [1, 2, 3]],
    [2, 9_500, [4]],
  ]);
});

test("R7: a seat of several blocks is counted in that of the best rate, whatever the order", () => {
  const blocks = [block(1, 1_000, 1, 2, 3), block(2, 9_000, 2), block(3, 4_000, 2, 3)];
  const expected = [
    [2, 9_000, [2]],
    [3, 4_000, [3]],
    [1, 1_000, [1]],
  ];
  assert.deepEqual(shown(chooseUncles(blocks, 8)), expected);
  assert.deepEqual(shown(chooseUncles(blocks.toReversed(), 8)), expected);
});

test("R7: few places go to the blocks whose seats get most together, not to those with most seats", () => {
  const blocks = [block(1, 1_000, 1, 2, 3, 4), block(2, 9_000, 5), block(3, 9_000, 6)];
  assert.deepEqual(shown(chooseUncles(blocks, 1)), [[2, 9_000, [5]]], "of equal ones the earlier");
  assert.deepEqual(
    chooseUncles(blocks, 2).map(({ id }) => id),
    [2, 3],
  );
});

test("R7: blocks that overlap do not crowd out the better pair", () => {
  // Block by block one would take 1 first, and then have five seats.
  const blocks = [block(1, 1, 2, 3, 4, 5), block(2, 1, 1, 2, 3), block(3, 1, 4, 5, 6)];
  assert.equal(newSeatParts(chooseUncles(blocks, 2)), 6);
  // With room for all three, the first one adds nothing to the others.
  assert.deepEqual(
    chooseUncles(blocks, 3).map(({ id }) => id),
    [2, 3],
  );
});

test("R7: what L1 would refuse is not sent: blocks without new seats, without a rate, or without a place", () => {
  assert.deepEqual(chooseUncles([], 8), []);
  assert.deepEqual(chooseUncles([block(1, 9_500)], 8), []);
  assert.deepEqual(chooseUncles([block(1, 0, 7)], 8), []);
  assert.deepEqual(chooseUncles([block(1, 9_500, 7)], 0), []);
});

const candidates = (maxLength: number) =>
  fc
    .array(fc.tuple(fc.nat(4), fc.uniqueArray(fc.nat(15), { maxLength: 6 })), { maxLength })
    .map((all) => all.map(([rate, seats], i) => block(i, rate * 2_000, ...seats)));

/** What each seat gets in the best of the blocks that have it. */
function bestRates(blocks: readonly NewSeats[]): Map<number, number> {
  const rates = new Map<number, number>();
  for (const { bps, seats } of blocks) {
    for (const seat of seats.seats()) rates.set(seat, Math.max(bps, rates.get(seat) ?? 0));
  }
  return rates;
}

const sumOf = (rates: ReadonlyMap<number, number>): number => [...rates.values()].reduce((a, b) => a + b, 0);

/** The most that any set of at most so many blocks gets: by trying all of them. */
function mostParts(blocks: readonly NewSeats[], most: number): number {
  let best = 0;
  for (let mask = 0; mask < 2 ** blocks.length; mask++) {
    const some = blocks.filter((_, i) => (mask >> i) & 1);
    if (some.length <= most) best = Math.max(best, sumOf(bestRates(some)));
  }
  return best;
}

test("R7: among few losing blocks no other set gets more, and none of the set is needless", () => {
  fc.assert(
    fc.property(candidates(8), fc.nat(4), (blocks, most) => {
      const set = chooseUncles(blocks, most);
      assert.equal(newSeatParts(set), mostParts(blocks, most));
      assert.ok(set.length <= most && new Set(set).size === set.length);
      assert.ok(set.every(({ bps, seats }, i) => seats.count() > 0 && bps <= (set[i - 1]?.bps ?? 10_000)));
      for (const left of set) {
        const rest = blocks.filter(({ id }) => id !== left.id && set.some((one) => one.id === id));
        assert.ok(sumOf(bestRates(rest)) < newSeatParts(set));
      }
    }),
    { numRuns: 200 },
  );
});

test("R7: if all losing blocks have a place, each seat gets the best rate of those that have it", () => {
  fc.assert(
    fc.property(candidates(8), (blocks) => {
      const rates = new Map(
        chooseUncles(blocks, 8).flatMap(({ bps, seats }) => seats.seats().map((seat) => [seat, bps])),
      );
      for (const [seat, bps] of bestRates(blocks)) assert.equal(rates.get(seat) ?? 0, bps);
    }),
    { numRuns: 100 },
  );
});

test("R7: among many losing blocks the set gets at least 63 % of what the best one gets", () => {
  fc.assert(
    fc.property(candidates(15), (blocks) => {
      const many = [...blocks, ...blocks.map((one) => ({ ...one, id: one.id + 100 }))];
      assert.ok(newSeatParts(chooseUncles(many, 3)) >= 0.63 * mostParts(blocks.slice(0, 12), 3));
    }),
    { numRuns: 30 },
  );
});
