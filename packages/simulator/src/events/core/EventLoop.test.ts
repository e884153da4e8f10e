import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLoop } from "./EventLoop.ts";

/** Three clocks that tick until a time; what they do depends on nothing but their numbers. */
function clocks(seed: number, isTraced = true): { readonly loop: EventLoop; readonly ticks: number[] } {
  const loop = new EventLoop({ isTraced });
  const ticks: number[] = [];
  const tick = loop.on((clock, step) => {
    ticks.push(clock);
    loop.after((clock + 1) * seed, tick, clock, step + 1);
  });
  for (let clock = 0; clock < 3; clock++) loop.at(0, tick, clock);
  return { loop, ticks };
}

test("time moves from event to event, and to the end of a run with an end", () => {
  const { loop, ticks } = clocks(10);
  assert.equal(loop.run({ until: 25 }), 6);
  assert.deepEqual(ticks, [0, 1, 2, 0, 1, 0]);
  assert.equal(loop.now, 25);
  assert.equal(loop.run({ until: 30 }), 2);
  assert.deepEqual(ticks.slice(6), [2, 0]);
  assert.equal(loop.handled, 8);
});

test("a run may end after a number of events, or when a handler says so", () => {
  const { loop } = clocks(1);
  assert.equal(loop.run({ events: 7 }), 7);
  const halt = loop.on(() => loop.stop());
  loop.at(loop.now, halt);
  assert.ok(loop.run() < 10);
});

test("the past cannot be changed", () => {
  const { loop } = clocks(1);
  loop.run({ until: 5 });
  assert.throws(() => loop.at(4.9, 0), /time 4.9 is before 5/);
  assert.throws(() => loop.at(Number.NaN, 0), RangeError);
  assert.throws(() => loop.at(Number.POSITIVE_INFINITY, 0), RangeError);
});

test("equal runs have equal traces; another time, order or event gives another", () => {
  const trace = (seed: number, until: number): string => {
    const { loop } = clocks(seed);
    loop.run({ until });
    return loop.trace;
  };
  assert.equal(trace(10, 1_000), trace(10, 1_000));
  assert.match(trace(10, 1_000), /^[0-9a-f]{16}$/);
  const all = [trace(10, 1_000), trace(10, 1_010), trace(11, 1_000), trace(10.000001, 1_000)];
  assert.equal(new Set(all).size, 4);
});

test("a loop that keeps no trace takes the same course", () => {
  const [one, other] = [clocks(3), clocks(3, false)];
  one.loop.run({ until: 300 });
  other.loop.run({ until: 300 });
  assert.deepEqual(one.ticks, other.ticks);
  assert.equal(other.loop.trace, "");
});
