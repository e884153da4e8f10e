import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../random/RandomStreams.ts";
import { batchMeans } from "./batchMeans.ts";
import { isNarrow, meanInterval, wilsonInterval } from "./Interval.ts";
import { tDistribution, tQuantile } from "./tQuantile.ts";

const near = (value: number, wanted: number, within: number): void =>
  assert.ok(Math.abs(value - wanted) <= within, `${value} instead of ${wanted}`);

test("Student's quantiles are those of the tables", () => {
  near(tQuantile(0.975, 1), 12.706204736432095, 1e-9);
  near(tQuantile(0.975, 9), 2.2621571627409915, 1e-9);
  near(tQuantile(0.025, 29), -2.045229642132703, 1e-9);
  near(tQuantile(0.975, 10_000), 1.9602012398916366, 1e-8);
  near(tDistribution(0, 5), 0.5, 1e-15);
});

test("an interval of 95 % holds the mean in 95 of 100 runs", () => {
  const stream = new RandomStreams(3).stream(0);
  const runs = 4_000;
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const { low, high } = meanInterval(Array.from({ length: 8 }, () => stream.normal()));
    if (low <= 0 && 0 <= high) held += 1;
  }
  near(held / runs, 0.95, 3 * Math.sqrt((0.95 * 0.05) / runs));
});

test("Wilson's interval says something of what never happened", () => {
  const never = wilsonInterval(0, 100);
  assert.equal(never.low, 0);
  near(never.high, 0.03699, 1e-4);
  const half = wilsonInterval(50, 100);
  near(half.low, 0.40383, 1e-5);
  near(half.high, 0.59617, 1e-5);
});

test("one sample has no interval, equal samples have one of no width", () => {
  assert.equal(meanInterval([3]).high, Number.POSITIVE_INFINITY);
  assert.deepEqual(meanInterval([3, 3, 3]), { value: 3, low: 3, high: 3, samples: 3 });
  assert.ok(Number.isNaN(meanInterval([]).value));
});

test("batches keep the order and leave out the start", () => {
  assert.deepEqual(batchMeans([9, 1, 1, 2, 2, 3, 3], 3), [1, 2, 3]);
  assert.deepEqual(batchMeans([1, 2], 20), [1, 2]);
});

test("a run may stop when its interval is narrow", () => {
  const interval = { value: 10, low: 9.5, high: 10.5, samples: 5 };
  assert.ok(isNarrow(interval, 0.05));
  assert.ok(!isNarrow(interval, 0.04));
  assert.ok(isNarrow(interval, 0, 0.5));
});
