import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventQueue } from "./EventQueue.ts";

const someTimes = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: -1e300, max: 1e300, noNaN: true })),
  {
    maxLength: 3_000,
  },
);

test("events come out by time, and those of one time in the order in which they were added", () => {
  fc.assert(
    fc.property(someTimes, (times) => {
      const queue = new EventQueue(1 << 20);
      for (const [i, time] of times.entries()) queue.add(time, i % 256, i, -i);
      const expected = times.map((time, i) => ({ time, i })).sort((x, y) => x.time - y.time || x.i - y.i);
      for (const { time, i } of expected) {
        assert.equal(queue.nextTime, time);
        assert.deepEqual({ ...queue.next() }, { time, kind: i % 256, a: i, b: -i || 0 });
      }
      assert.equal(queue.next(), undefined);
      assert.equal(queue.nextTime, Number.POSITIVE_INFINITY);
    }),
  );
});

test("the order holds while events are added and taken in turn", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { maxLength: 400 }), (steps) => {
      const queue = new EventQueue(1 << 20);
      const waiting: { time: number; i: number }[] = [];
      for (const [i, time] of steps.entries()) {
        if (time !== null) {
          queue.add(time, 0, i, 0);
          waiting.push({ time, i });
          continue;
        }
        waiting.sort((x, y) => x.time - y.time || x.i - y.i);
        assert.equal(queue.next()?.a, waiting.shift()?.i);
      }
      assert.equal(queue.size, waiting.length);
    }),
  );
});

test("a queue that grows without end is refused, and says so", () => {
  const queue = new EventQueue(2_000);
  for (let i = 0; i < 2_000; i++) queue.add(i, 0, 0, 0);
  assert.throws(() => queue.add(0, 0, 0, 0), /more than 2000 events wait/);
});

test("a cleared queue is empty and can be used again", () => {
  const queue = new EventQueue(10_000);
  for (let i = 0; i < 5_000; i++) queue.add(-i, 0, i, 0);
  queue.clear();
  assert.equal(queue.size, 0);
  queue.add(3, 1, 2, 3);
  assert.deepEqual({ ...queue.next() }, { time: 3, kind: 1, a: 2, b: 3 });
});

test("the order holds for times that crowd, repeat, or lie far away", () => {
  const queue = new EventQueue(1 << 20);
  const taken: number[] = [];
  const times = [
    1e12,
    ...Array.from({ length: 900 }, () => 7),
    ...Array.from({ length: 900 }, (_, i) => 7 + i * 1e-9),
  ];
  for (const [i, time] of times.entries()) queue.add(time, 0, i, 0);
  // Each of the first thousand brings about a later one, so the queue never runs empty.
  for (let due = queue.next(); due !== undefined; due = queue.next()) {
    if (taken.push(due.time) <= 1_000) queue.add(due.time + (taken.length % 5), 0, 0, 0);
  }
  assert.equal(taken.length, times.length + 1_000);
  assert.deepEqual(
    taken,
    taken.toSorted((x, y) => x - y),
  );
});
