import assert from "node:assert/strict";
import { test } from "node:test";
import { ProvingTimes } from "./ProvingTimes.ts";

const EXPECTED = { leaf: 10, merge: 20, root: 30 };

function after(...leaves: readonly number[]): ProvingTimes {
  const times = new ProvingTimes(EXPECTED);
  for (const seconds of leaves) times.add("leaf", seconds);
  return times;
}

test("a proof takes what is expected until three of its kind say otherwise", () => {
  const times = new ProvingTimes(EXPECTED);
  times.settle();
  assert.deepEqual(times.seconds, EXPECTED);
  for (const seconds of [25, 25]) times.add("merge", seconds);
  assert.deepEqual(times.seconds, EXPECTED);
  times.add("merge", 25);
  assert.deepEqual(times.seconds, { leaf: 10, merge: 25, root: 30 });
});

test("two proofs that were held up do not count; a machine that has become slow, or fast, does", () => {
  assert.equal(after(12, 12, 12, 90, 90).seconds.leaf, 12);
  assert.equal(after(12, 12, 12, 12, 12, 40, 40, 40).seconds.leaf, 40);
  assert.equal(after(40, 40, 40, 40, 40, 12, 12, 12).seconds.leaf, 12);
});

test("of proofs that were begun together the last ones are not taken for all in the next round", () => {
  const times = after(...Array.from({ length: 100 }, (_, place) => 10 + place));
  assert.equal(times.seconds.leaf, 107);
  times.settle();
  assert.equal(times.seconds.leaf, 60);
  for (let proof = 0; proof < 3; proof++) times.add("leaf", 11);
  assert.equal(times.seconds.leaf, 11);
  times.settle();
  assert.equal(times.seconds.leaf, 11, "a round with few proofs changes nothing");
});
