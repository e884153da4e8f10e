import assert from "node:assert/strict";
import { test } from "node:test";
import { RetriedTasks } from "./RetriedTasks.ts";

const RETRY = { firstMs: 100, maxMs: 1_000 };

test("a task that fails is reported, and starts again only after a pause that grows", async () => {
  let now = 0;
  let runs = 0;
  const errors: string[] = [];
  const tasks = new RetriedTasks(
    () => now,
    RETRY,
    (error, key) => errors.push(`${key}: ${(error as Error).message}`),
  );
  const start = async (at: number): Promise<number> => {
    now = at;
    tasks.start("a", async () => {
      runs++;
      throw new Error("no");
    });
    await tasks.settled();
    return runs;
  };
  assert.equal(await start(0), 1);
  assert.equal(await start(99), 1);
  assert.equal(await start(100), 2);
  assert.equal(await start(299), 2);
  assert.equal(await start(300), 3);
  assert.deepEqual(errors, ["a: no", "a: no", "a: no"]);
  assert.equal(tasks.failures("a"), 3);
  tasks.forgetFailures();
  assert.equal(tasks.isDue("a"), true);
});

test("a task that has handled its own failure starts the pause itself", async () => {
  let now = 0;
  const errors: unknown[] = [];
  const tasks = new RetriedTasks(
    () => now,
    RETRY,
    (error) => errors.push(error),
  );
  tasks.start("a", async () => tasks.failed("a"));
  assert.equal(tasks.isRunning("a"), true);
  await tasks.settled();
  assert.equal(tasks.isRunning("a"), false);
  assert.equal(tasks.isDue("a"), false);
  now = 100;
  assert.equal(tasks.isDue("a"), true);
  tasks.succeeded("a");
  assert.equal(tasks.failures("a"), 0);
  assert.deepEqual(errors, []);
});
