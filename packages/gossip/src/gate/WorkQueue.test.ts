import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkQueue } from "./WorkQueue.ts";

test("runs no more at a time than allowed, the rest in order, and nothing beyond its room", async () => {
  const queue = new WorkQueue(2, 2);
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const started: number[] = [];
  const results = gates.map(({ promise }, n) =>
    queue.run(() => {
      started.push(n);
      return promise;
    }),
  );
  assert.equal(await results[4], undefined);
  assert.deepEqual(started, [0, 1]);
  gates[1]!.resolve(1);
  assert.equal(await results[1], 1);
  await undefined;
  assert.deepEqual(started, [0, 1, 2]);
  for (const [n, { resolve }] of gates.entries()) resolve(n);
  assert.deepEqual(await Promise.all(results), [0, 1, 2, 3, undefined]);
  assert.equal(await queue.run(async () => 7), 7);
});

test("a task's error goes to its caller and frees its place", async () => {
  const queue = new WorkQueue(1, 1);
  const failing = queue.run(async () => {
    throw new Error("no");
  });
  const next = queue.run(async () => 1);
  await assert.rejects(failing, /no/);
  assert.equal(await next, 1);
});
