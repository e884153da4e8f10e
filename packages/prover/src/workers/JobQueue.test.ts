import assert from "node:assert/strict";
import { test } from "node:test";
import { JobQueue } from "./JobQueue.ts";

const gate = () => Promise.withResolvers<void>();

test("runs no more than its concurrency, in the order of arrival", async () => {
  const queue = new JobQueue({ name: "jobs", concurrency: 2, maxWaiting: 10 });
  const gates = Array.from({ length: 5 }, gate);
  const starts = Array.from({ length: 5 }, gate);
  const started: number[] = [];
  const jobs = gates.map(({ promise }, i) =>
    queue.run(async () => {
      started.push(i);
      starts[i]!.resolve();
      await promise;
      return i;
    }),
  );
  assert.deepEqual(started, [0, 1]);
  assert.equal(queue.size, 5);
  gates[1]!.resolve();
  await starts[2]!.promise;
  assert.deepEqual(started, [0, 1, 2]);
  gates[2]!.resolve();
  await starts[3]!.promise;
  assert.deepEqual(started, [0, 1, 2, 3]);
  for (const { resolve } of gates) resolve();
  assert.deepEqual(await Promise.all(jobs), [0, 1, 2, 3, 4]);
  assert.equal(queue.size, 0);
});

test("refuses jobs beyond its limit", async () => {
  const queue = new JobQueue({ name: "jobs", concurrency: 1, maxWaiting: 1 });
  const { promise, resolve } = gate();
  const jobs = [queue.run(() => promise), queue.run(() => promise)];
  await assert.rejects(
    queue.run(async () => {}),
    { code: "TRL-PRV-122" },
  );
  resolve();
  await Promise.all(jobs);
  assert.equal(await queue.run(async () => 1), 1);
});

test("a waiting job that is aborted never runs and frees its place", async () => {
  const queue = new JobQueue({ name: "jobs", concurrency: 1, maxWaiting: 1 });
  const { promise, resolve } = gate();
  const first = queue.run(() => promise);
  const controller = new AbortController();
  const aborted = queue.run(() => assert.fail("ran"), controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(aborted, /enough/);
  const second = queue.run(async () => "second");
  resolve();
  await first;
  assert.equal(await second, "second");
  await assert.rejects(
    queue.run(() => assert.fail("ran"), controller.signal),
    /enough/,
  );
  assert.equal(queue.size, 0);
});

test("a job that is aborted as its turn comes does not run, and the next one does", async () => {
  const queue = new JobQueue({ name: "jobs", concurrency: 1, maxWaiting: 2 });
  const { promise, resolve } = gate();
  const controller = new AbortController();
  const first = queue.run(async () => {
    await promise;
  });
  const second = queue.run(() => assert.fail("ran"), controller.signal);
  const third = queue.run(async () => "third");
  second.catch(() => undefined);
  resolve();
  await first;
  controller.abort(new Error("late"));
  await assert.rejects(second, /late/);
  assert.equal(await third, "third");
  assert.equal(queue.size, 0);
});

test("a failing job frees its place", async () => {
  const queue = new JobQueue({ name: "jobs", concurrency: 1, maxWaiting: 1 });
  await assert.rejects(
    queue.run(async () => Promise.reject(new Error("broken"))),
    /broken/,
  );
  assert.equal(await queue.run(async () => 2), 2);
});
