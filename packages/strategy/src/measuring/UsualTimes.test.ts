import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MOST_SLOWDOWN, UsualTimes } from "./UsualTimes.ts";

const EXPECTED = { leaf: 10, merge: 20, root: 30 };
const SEATS = 7;

function measured(...leaves: number[]): UsualTimes {
  const usual = new UsualTimes(EXPECTED);
  for (const [seat, seconds] of leaves.entries()) usual.add("leaf", seat, seconds);
  usual.settle();
  return usual;
}

test("R15: the usual time is the median of what seats took, each seat once", () => {
  assert.equal(measured(12, 14, 16, 18, 20).seconds.leaf, 16);
  const usual = measured(12, 14, 16, 18, 20);
  for (let proof = 0; proof < 10; proof++) usual.add("leaf", 4, 39);
  usual.settle();
  assert.equal(usual.seconds.leaf, 16);
});

test("R15: a few seats alone do not say what is usual", () => {
  assert.deepEqual(measured(40, 40, 40, 40).seconds, EXPECTED);
});

test("R15: what is usual stays one object while it is the same", () => {
  const usual = measured(12, 14, 16, 18, 20);
  const { seconds } = usual;
  for (let seat = 0; seat < SEATS; seat++) usual.add("leaf", seat, 35);
  assert.equal(usual.seconds, seconds);
  usual.settle();
  assert.equal(usual.seconds.leaf, 35);
  const { seconds: later } = usual;
  usual.settle();
  assert.equal(usual.seconds, later);
});

test("R15: what slows leaves down slows down merges that nobody has measured", () => {
  const usual = measured(15, 15, 15, 15, 15);
  assert.deepEqual(usual.seconds, { leaf: 15, merge: 30, root: 45 });
  for (let seat = 0; seat < SEATS; seat++) usual.add("merge", seat, 20);
  usual.settle();
  assert.deepEqual(usual.seconds, { leaf: 15, merge: 20, root: 30 });
});

test("R15: within a round the usual time grows, by a quarter at least, and does not fall", () => {
  const usual = measured(10, 10, 10, 10, 10);
  let now = 0;
  const after = (seconds: number): number => {
    for (let seat = 0; seat < 16; seat++) usual.add("leaf", seat, seconds);
    now += 500;
    usual.grow(now);
    return usual.seconds.leaf;
  };
  assert.equal(after(12), 10);
  assert.equal(after(14), 14);
  assert.equal(after(15), 14);
  assert.equal(after(10), 14);
  assert.equal(after(99), MOST_SLOWDOWN * EXPECTED.leaf);
  const { seconds } = usual;
  usual.grow(now + 500);
  assert.equal(usual.seconds, seconds);
  usual.settle();
  assert.equal(usual.seconds, seconds);
});

test("R15: while most seats are still at work, the time that they have had counts; dead ones do not once enough are done", () => {
  const usual = measured(10, 10, 10, 10, 10);
  for (let seat = 0; seat < 10; seat++) usual.begin("leaf", seat, 0);
  usual.grow(12_000);
  assert.equal(usual.seconds.leaf, 10, "less than a quarter more");
  for (const [seat, at] of [13_000, 14_000, 14_000].entries()) usual.add("leaf", seat, at / 1_000);
  usual.grow(16_000);
  assert.equal(usual.seconds.leaf, 16);
  usual.grow(16_100);
  assert.equal(usual.seconds.leaf, 16, "it was looked at a moment ago");
  for (const seat of [3, 4]) usual.add("leaf", seat, 16.5);
  usual.grow(90_000);
  assert.equal(usual.seconds.leaf, 16, "half of the seats are dead");
  usual.settle();
  assert.equal(usual.seconds.leaf, 14);
});

test("R15: a few seats at work do not say what is usual", () => {
  const usual = new UsualTimes(EXPECTED);
  for (let seat = 0; seat < 4; seat++) usual.begin("leaf", seat, 0);
  usual.grow(90_000);
  assert.deepEqual(usual.seconds, EXPECTED);
});

test("R15: whatever seats feign, it is between the expected time and four times that; a minority of seats moves it no further than the honest are", () => {
  const time = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(time, { minLength: 5, maxLength: 9 }),
      fc.array(time, { maxLength: 4 }),
      (honest, feigned) => {
        const { leaf } = measured(...honest, ...feigned).seconds;
        assert.ok(leaf >= EXPECTED.leaf && leaf <= MOST_SLOWDOWN * EXPECTED.leaf);
        assert.ok(leaf <= Math.max(EXPECTED.leaf, ...honest));
      },
    ),
  );
});

test("R15: a round is judged by its own proofs, and begins with what was usual in the last one", () => {
  const usual = measured(20, 20, 20, 20, 20);
  usual.settle();
  assert.equal(usual.seconds.leaf, 20);
  for (let seat = 0; seat < 5; seat++) usual.add("leaf", 100 + seat, 12);
  usual.settle();
  assert.equal(usual.seconds.leaf, 12);
});
