import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { batchMeans } from "../../statistics/batchMeans.ts";
import { RunningMean } from "../../statistics/RunningMean.ts";
import { MachineQueue } from "./MachineQueue.ts";

const JOBS = 400_000;
const LOAD = 0.7;

/** Whether the mean wait for a machine is the given one, within three standard errors of batches. */
function assertWait(machines: number, work: (uniform: number) => number, expected: number): void {
  const random = new RandomStreams(11).stream(0);
  const queue = new MachineQueue(machines);
  const waits = new Float64Array(JOBS);
  let at = 0;
  for (let job = 0; job < JOBS; job++) {
    at += random.exponential(1 / (LOAD * machines));
    waits[job] = queue.take(at, work(random.open())).begin - at;
  }
  const mean = new RunningMean();
  for (const batch of batchMeans(waits)) mean.add(batch);
  const errors = Math.abs(mean.value - expected) / mean.standardError;
  assert.ok(errors < 3, `${mean.value} instead of ${expected}: ${errors} standard errors`);
}

test("one machine with equal jobs: the mean wait is that of M/D/1", () => {
  assertWait(1, () => 1, LOAD / (2 * (1 - LOAD)));
});

test("one machine with exponential jobs: the mean wait is that of M/M/1", () => {
  assertWait(1, (uniform) => -Math.log(uniform), LOAD / (1 - LOAD));
});

test("four machines with exponential jobs: the mean wait is A. K. Erlang's", () => {
  const offered = 4 * LOAD;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 4; k++) {
    term *= offered / k;
    sum += term;
  }
  const all = (term * offered) / 4 / (1 - LOAD);
  assertWait(4, (uniform) => -Math.log(uniform), all / (sum + all) / (4 * (1 - LOAD)));
});

test("jobs wait for the machine that is free first", () => {
  const queue = new MachineQueue(2);
  assert.deepEqual(queue.take(0, 10), { begin: 0, end: 10 });
  assert.deepEqual(queue.take(1, 3), { begin: 1, end: 4 });
  assert.deepEqual(queue.take(2, 5), { begin: 4, end: 9 });
  assert.deepEqual(queue.take(20, 1), { begin: 20, end: 21 });
});
