import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { throwsCode } from "../../test/throwsCode.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import {
  bestRateFirst,
  newSeatBps,
  newSeatParts,
  newSeatShare,
  newSeatsHash,
  winnersShare,
} from "./newSeats.ts";

const rates = fc.array(fc.nat(10_000), { maxLength: 200 });

test("R7: the pool is never exceeded, whatever the rates, and next to nothing of it is left", () => {
  const counts = fc.integer({ min: 1, max: 1_024 });
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 96n), counts, rates, (amount, winnerSeats, all) => {
      const parts = all.reduce((sum, bps) => sum + bps, 0);
      const pool = { amount, winnerSeats, newSeatParts: parts };
      const winners = winnersShare(pool);
      const paid = all.reduce((sum, bps) => sum + newSeatShare(pool, bps), winners);
      assert.ok(paid <= amount && amount - paid <= BigInt(all.length));
      // A seat gets its rate of a winner's seat's pay, and no more.
      for (const bps of all) {
        const due = newSeatShare(pool, bps) * BigInt(winnerSeats) * 10_000n;
        assert.ok(due <= (winners + 1n) * BigInt(bps));
      }
      if (all.length === 0) assert.equal(winners, amount);
    }),
  );
  const pool = { amount: 900n, winnerSeats: 2, newSeatParts: 10_000 };
  assert.deepEqual([winnersShare(pool), newSeatShare(pool, 10_000)], [600n, 300n]);
  for (const wrong of [{ winnerSeats: 0 }, { amount: -1n }, { newSeatParts: 2_048 * 10_000 + 1 }]) {
    throwsCode("TRL-PRO-018", () => winnersShare({ ...pool, ...wrong }));
  }
  throwsCode("TRL-PRO-018", () => newSeatShare(pool, 10_001));
  throwsCode("TRL-PRO-018", () => newSeatShare({ ...pool, newSeatParts: 9_999 }, 10_000));
});

test("R7: what is named beside a losing block does not change what its seats get of a winner's seat's pay", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 96n), fc.nat(10_000), rates, (amount, bps, others) => {
      const parts = others.reduce((sum, other) => sum + other, bps);
      const [alone, beside] = [bps, parts].map((newSeatParts) => ({
        amount,
        winnerSeats: 7,
        newSeatParts,
      }));
      for (const pool of [alone!, beside!]) {
        const parity = newSeatShare(pool, bps) * 70_000n - winnersShare(pool) * BigInt(bps);
        assert.ok(parity >= -70_000n && parity <= BigInt(bps), "but for a wei of each pay");
      }
    }),
  );
});

const block = (bps: number, ...seats: number[]) => ({ bps, seats: ProverBitmap.of(seats) });

test("R7: losing blocks come best rate first, each with seats that none before it has; those that add none are left out", () => {
  const named = bestRateFirst([block(1_285, 1, 2, 3), block(9_000, 1), block(0, 4), block(9_000, 1, 5)]);
  assert.deepEqual(
    named.map(({ bps, seats }) => [bps, seats.seats()]),
    [
      [9_000, [1]],
      [9_000, [5]],
      [1_285, [2, 3]],
    ],
  );
  assert.equal(newSeatParts(named), 2 * 9_000 + 2 * 1_285);
  assert.deepEqual(bestRateFirst([]), []);
});

test("R7: a claim shows new seats by the hash of their rate and words", () => {
  assert.notDeepEqual(newSeatsHash(block(1, 1)), newSeatsHash(block(2, 1)));
  assert.notDeepEqual(newSeatsHash(block(1, 1)), newSeatsHash(block(1, 2)));
  assert.deepEqual(newSeatsHash(block(1, 1)), newSeatsHash(block(1, 1)));
});

test("R7: a new seat gets the rate u, and in proportion less if a seat of its block did less work than one of the winner", () => {
  const won = { weight: 1_000n, seats: 10 };
  assert.equal(newSeatBps(9_500, { weight: 100n, seats: 1 }, won), 9_500);
  assert.equal(newSeatBps(9_500, { weight: 1_000n, seats: 1 }, won), 9_500, "never more");
  assert.equal(newSeatBps(9_500, { weight: 50n, seats: 1 }, won), 4_750);
  assert.equal(newSeatBps(1, { weight: 99n, seats: 1 }, won), 0, "rounded down");
  assert.equal(
    newSeatBps(9_500, { weight: 0n, seats: 0 }, won),
    9_500,
    "a block without seats has no new ones",
  );
  throwsCode("TRL-PRO-018", () => newSeatBps(10_001, won, won));
  throwsCode("TRL-PRO-018", () => newSeatBps(1, { weight: -1n, seats: 1 }, won));
  throwsCode("TRL-PRO-018", () => newSeatBps(1, { weight: 1n, seats: 2_049 }, won));
});

test("R7: leaving own seats out of an honest winner never pays: k (1 − u)(1 − q) > 0", () => {
  // k seats of q of all: in the winner they share it, as new seats of an own losing block they get less.
  const pool = 10n ** 18n;
  for (const k of [1, 10, 100, 400]) {
    const inside = (pool * BigInt(k)) / 1000n;
    const shared = { amount: pool, winnerSeats: 1000 - k, newSeatParts: 9_000 * k };
    const outside = newSeatShare(shared, 9_000) * BigInt(k);
    assert.ok(outside < inside, `${k} of 1,000`);
  }
});
