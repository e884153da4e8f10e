import assert from "node:assert/strict";
import { test } from "node:test";
import { normalQuantile } from "./normalQuantile.ts";
import { RandomStreams } from "./RandomStreams.ts";
import { TraceHash } from "./TraceHash.ts";

const DRAWS = 100_000;
/** Whether a mean of draws lies within three standard errors. */
function assertMean(draw: () => number, mean: number, deviation: number): void {
  let sum = 0;
  for (let i = 0; i < DRAWS; i++) sum += draw();
  const errors = Math.abs(sum / DRAWS - mean) / (deviation / Math.sqrt(DRAWS));
  assert.ok(errors < 3, `${sum / DRAWS} is ${errors} standard errors from ${mean}`);
}

test("normal quantiles are those of the tables", () => {
  for (const [chance, value] of [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [1e-10, -6.361340902404056],
    [0.0013498980316300933, -3],
  ] as const) {
    assert.ok(Math.abs(normalQuantile(chance) - value) < 1e-12, `${chance}: ${normalQuantile(chance)}`);
  }
});

test("draws have the mean of their distribution", () => {
  const stream = new RandomStreams(7).stream(3);
  assertMean(() => stream.uniform(), 0.5, Math.sqrt(1 / 12));
  assertMean(() => stream.normal(), 0, 1);
  assertMean(() => stream.normal() ** 2, 1, Math.SQRT2);
  assertMean(() => stream.exponential(4), 4, 4);
  assertMean(() => Math.log(stream.lognormal(-2.945, 0.817)), -2.945, 0.817);
  assertMean(() => stream.binomial(2_000, 0.003), 6, Math.sqrt(2_000 * 0.003 * 0.997));
  assertMean(() => stream.binomial(40, 0.9), 36, Math.sqrt(3.6));
  assertMean(() => stream.below(10), 4.5, Math.sqrt(99 / 12));
});

test("a seed and a stream's number decide all its draws; other streams do not move it", () => {
  const one = new RandomStreams(1);
  const other = new RandomStreams(1);
  other.stream(9).uniform();
  const draws = (streams: RandomStreams, number: number): number[] => {
    const stream = streams.stream(number);
    return Array.from({ length: 5 }, () => stream.uniform());
  };
  assert.deepEqual(draws(one, 2), draws(other, 2));
  assert.notDeepEqual(draws(one, 2), draws(one, 3));
  assert.notDeepEqual(draws(one, 2), draws(new RandomStreams(2), 2));
  assert.throws(() => one.stream(-1), RangeError);
});

test("every order of a few things comes as often as any other", () => {
  const stream = new RandomStreams(5).stream(0);
  const seen = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const order = stream.order(3).join();
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  assert.equal(seen.size, 6);
  for (const count of seen.values()) assert.ok(Math.abs(count - 1_000) < 3 * Math.sqrt(1_000 * (5 / 6)));
});

test("a trace's hash depends on values and on their order", () => {
  const hash = (...values: readonly number[]): string => {
    const trace = new TraceHash();
    for (const value of values) trace.add(value);
    return trace.digest();
  };
  assert.equal(hash(1, 2), hash(1, 2));
  assert.equal(new Set([hash(1, 2), hash(2, 1), hash(1), hash(0, 1), hash(-0, 1)]).size, 5);
  assert.match(hash(1), /^[0-9a-f]{16}$/);
});
