import assert from "node:assert/strict";
import { test } from "node:test";
import { ProverBitmap } from "@trellis/protocol";
import fc from "fast-check";
import type { Hex } from "viem";
import { chooseUncles, type UncleCandidate } from "./chooseUncles.ts";

const idOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const block = (n: number, ...seats: number[]): UncleCandidate => ({
  proposalId: idOf(n),
  newSeats: ProverBitmap.of(seats),
});

test("R7: the set with most new seats is named, each seat counted once", () => {
  const blocks = [block(1, 1, 2, 3), block(2, 3, 4), block(3, 1, 2)];
  const set = chooseUncles(blocks, 8, 0);
  assert.deepEqual(set?.uncles, [idOf(1), idOf(2)]);
  assert.deepEqual(set?.newSeats.seats(), [1, 2, 3, 4]);
});

test("R7: blocks that overlap do not crowd out the better pair", () => {
  // Block by block one would take 1 first, and then have five seats.
  const blocks = [block(1, 2, 3, 4, 5), block(2, 1, 2, 3), block(3, 4, 5, 6)];
  assert.equal(chooseUncles(blocks, 2, 0)?.newSeats.count(), 6);
  // With room for all three, the first one adds nothing to the others.
  assert.deepEqual(chooseUncles(blocks, 3, 0)?.uncles, [idOf(2), idOf(3)]);
});

test("R7: what L1 would refuse is not sent: no new seats, or no more than it has", () => {
  assert.equal(chooseUncles([], 8, 0), undefined);
  assert.equal(chooseUncles([block(1)], 8, 0), undefined);
  assert.equal(chooseUncles([block(1, 7)], 0, 0), undefined);
  assert.equal(chooseUncles([block(1, 7, 8)], 8, 2), undefined);
  assert.equal(chooseUncles([block(1, 7, 8)], 8, 1)?.newSeats.count(), 2);
});

const candidates = (maxLength: number) =>
  fc
    .array(fc.uniqueArray(fc.nat(15), { maxLength: 6 }), { maxLength })
    .map((all) => all.map((seats, i) => block(i, ...seats)));

/** The most new seats of any set of at most so many blocks: by trying all of them. */
function mostSeats(blocks: readonly UncleCandidate[], most: number): number {
  let best = 0;
  for (let mask = 0; mask < 2 ** blocks.length; mask++) {
    const some = blocks.filter((_, i) => (mask >> i) & 1);
    if (some.length > most) continue;
    best = Math.max(best, some.reduce((sum, { newSeats }) => sum.or(newSeats), ProverBitmap.of([])).count());
  }
  return best;
}

test("R7: among few losing blocks no other set has more new seats, and none of the set is needless", () => {
  fc.assert(
    fc.property(candidates(8), fc.nat(4), (blocks, most) => {
      const set = chooseUncles(blocks, most, 0);
      assert.equal(set?.newSeats.count() ?? 0, mostSeats(blocks, most));
      if (set === undefined) return;
      assert.ok(set.uncles.length <= most && new Set(set.uncles).size === set.uncles.length);
      for (const left of set.uncles) {
        const rest = blocks.filter(
          ({ proposalId }) => set.uncles.includes(proposalId) && proposalId !== left,
        );
        const seats = rest.reduce((sum, { newSeats }) => sum.or(newSeats), ProverBitmap.of([]));
        assert.ok(seats.count() < set.newSeats.count());
      }
    }),
    { numRuns: 200 },
  );
});

test("R7: among many losing blocks the set holds at least 63 % of the best one's seats", () => {
  fc.assert(
    fc.property(candidates(15), (blocks) => {
      const many = [...blocks, ...blocks.map(({ newSeats }, i) => ({ proposalId: idOf(100 + i), newSeats }))];
      const set = chooseUncles(many, 3, 0);
      assert.ok((set?.newSeats.count() ?? 0) >= 0.63 * mostSeats(blocks.slice(0, 12), 3));
    }),
    { numRuns: 30 },
  );
});
