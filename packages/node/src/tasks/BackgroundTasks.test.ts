import assert from "node:assert/strict";
import { test } from "node:test";
import { abortable } from "./abortable.ts";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import { within } from "./within.ts";

test("a key runs once at a time, and again when it is done", async () => {
  const tasks = new BackgroundTasks(() => assert.fail());
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const task = async (): Promise<void> => {
    runs++;
    await gate.promise;
  };
  tasks.run("a", task);
  tasks.run("a", task);
  tasks.run("b", task);
  assert.deepEqual([runs, tasks.size, tasks.has("a"), tasks.has("c")], [2, 2, true, false]);
  gate.resolve();
  await tasks.settled();
  tasks.run("a", task);
  assert.equal(runs, 3);
  await tasks.settled();
});

test("errors go to the handler; the end comes even if the handler throws", async () => {
  const errors: string[] = [];
  const tasks = new BackgroundTasks((error, key) => {
    errors.push(`${key}: ${(error as Error).message}`);
    throw error;
  });
  tasks.run("a", () => Promise.reject(new Error("broken")));
  await tasks.settled();
  assert.deepEqual([errors, tasks.size], [["a: broken"], 0]);
});

test("the end also waits for tasks that start during the end", async () => {
  const tasks = new BackgroundTasks(() => {});
  let done = false;
  tasks.run("a", async () => {
    await Promise.resolve();
    tasks.run("b", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done = true;
    });
  });
  await tasks.settled();
  assert(done);
});

test("waiting ends with the work or with the time, whichever is first", async () => {
  assert.equal(await within(Promise.resolve(), 60_000), true);
  assert.equal(await within(Promise.reject(new Error("broken")), 60_000), true);
  assert.equal(await within(new Promise(() => {}), 1), false);
});

test("an aborted wait ends at once with the signal's reason", async () => {
  const abort = new AbortController();
  assert.equal(await abortable(Promise.resolve(5), abort.signal), 5);
  const waiting = abortable(new Promise(() => {}), abort.signal);
  const reason = new Error("stopped");
  abort.abort(reason);
  await assert.rejects(waiting, reason);
  await assert.rejects(abortable(Promise.resolve(5), abort.signal), reason);
  // A failure after that does not cause an unhandled rejection.
  await assert.rejects(abortable(Promise.reject(new Error("too late")), abort.signal), reason);
});
