import assert from "node:assert/strict";
import { test } from "node:test";
import { ProvingTimes } from "./ProvingTimes.ts";

const EXPECTED = { leaf: 10, merge: 20, root: 30 };

function after(leaves: readonly number[], machines?: () => number): number {
  const times = new ProvingTimes(EXPECTED, machines);
  for (const seconds of leaves) times.add("leaf", seconds);
  return times.seconds.leaf;
}

test("a proof takes what is expected until one of its kind is made", () => {
  const times = new ProvingTimes(EXPECTED);
  assert.deepEqual(times.seconds, EXPECTED);
  times.add("merge", 25);
  assert.deepEqual(times.seconds, { leaf: 10, merge: 25, root: 30 });
});

test("one proof that was held up does not count; a machine that has become slow does", () => {
  assert.equal(after([12, 12, 12, 90]), 12);
  assert.equal(after([12, 12, 12, 12, 12, 40, 40, 40]), 40);
});

test("of proofs that were begun together the last ones are not taken for all", () => {
  const together = Array.from({ length: 100 }, (_, place) => 10 + place);
  assert.equal(
    after(together, () => 100),
    60,
  );
  assert.equal(
    after(together, () => 1),
    107,
  );
});
