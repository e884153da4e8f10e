import assert from "node:assert/strict";
import { test } from "node:test";
import { ProverBitmap } from "@trellis/protocol";
import { gainingSeats, namingGain } from "./seatGains.ts";

const block = (bps: number, ...seats: number[]) => ({ bps, seats: ProverBitmap.of(seats) });
const POOL = 10n ** 18n;

test("R7: seats gain that a naming adds, or counts in a block of a better rate", () => {
  const named = [block(9_000, 1), block(1_000, 2, 3)];
  const naming = [block(9_000, 1, 4), block(2_000, 2), block(1_000, 3)];
  assert.deepEqual(gainingSeats(naming, named), [2, 4]);
  assert.deepEqual(gainingSeats(naming, []), [1, 2, 3, 4]);
  assert.deepEqual(gainingSeats(named, named), []);
});

test("R7: a naming brings own seats their pay at their block's rate, less what is named for them already", () => {
  const naming = [block(9_000, 1), block(1_000, 2, 3)];
  const all = 4 * 10_000 + 11_000;
  assert.equal(namingGain(naming, [1], POOL, 4), (POOL * 9_000n) / BigInt(all));
  assert.equal(namingGain(naming, [2, 3], POOL, 4), 2n * ((POOL * 1_000n) / BigInt(all)));
  const before = (POOL * 1_000n) / 42_000n;
  const named = [block(1_000, 1, 2)];
  assert.equal(namingGain(naming, [1], POOL, 4, named), (POOL * 9_000n) / BigInt(all) - before);
  // Seat 2 gets less of the pool than before, which is no reason to leave its block out.
  assert.equal(namingGain(naming, [2], POOL, 4, named), 0n);
  assert.equal(namingGain(naming, [7], POOL, 4), 0n);
  assert.equal(namingGain(naming, [1], 0n, 0), 0n, "a winner that nobody proved as committed has no pool");
});
