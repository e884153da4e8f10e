import assert from "node:assert/strict";
import { test } from "node:test";
import { ProposingTimes, VoteArrivals } from "./ProposingTimes.ts";

test("voting lasts until nearly all votes have come; those of the last few seats do not count", () => {
  const arrivals = new VoteArrivals(1_000);
  assert.equal(arrivals.seconds, undefined);
  arrivals.note(0, 1_500);
  assert.equal(arrivals.seconds, undefined);
  arrivals.note(50, 2_000);
  arrivals.note(95, 3_000);
  arrivals.note(95, 6_000);
  arrivals.note(100, 9_000);
  assert.equal(arrivals.seconds, 2);
  arrivals.note(200, 11_000);
  assert.equal(arrivals.seconds, 10);
});

test("however many moments are noted, few are kept, and the last one counts", () => {
  const arrivals = new VoteArrivals(0);
  for (let votes = 1; votes <= 10_000; votes++) arrivals.note(votes, votes);
  assert.equal(arrivals.seconds, 10);
});

test("the slowest of the last eight blocks counts", () => {
  const times = new ProposingTimes();
  assert.equal(times.usual, undefined);
  times.add({ building: 5, voting: 1 });
  times.add({ building: 1, voting: 4 });
  assert.deepEqual(times.usual, { building: 5, voting: 4 });
  for (let i = 0; i < 7; i++) times.add({ building: 1, voting: 2 });
  assert.deepEqual(times.usual, { building: 1, voting: 4 });
  times.add({ building: 1, voting: 2 });
  assert.deepEqual(times.usual, { building: 1, voting: 2 });
});
