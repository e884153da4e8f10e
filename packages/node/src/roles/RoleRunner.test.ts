import assert from "node:assert/strict";
import { test } from "node:test";
import { RoleRunner } from "./RoleRunner.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** A runner of two roles, the first of which fails when asked to. */
function running() {
  const notes: string[] = [];
  const failure: { error: unknown } = { error: undefined };
  let now = 0;
  const took = { ms: 0 };
  const runner = new RoleRunner(
    (error, role) => notes.push(`${role} ${error}`),
    () => now,
  );
  class First {
    update(): void {
      notes.push("first");
      now += took.ms;
      if (failure.error !== undefined) throw failure.error;
    }
    async stop(): Promise<void> {}
  }
  runner.add(new First());
  runner.add({ update: () => void notes.push("second"), stop: async () => {} });
  return { runner, notes, failure, took };
}

test("roles run in order, once for all changes of a turn", async () => {
  const { runner, notes } = running();
  runner.start();
  runner.schedule();
  runner.schedule();
  await turn();
  assert.deepEqual(notes, ["first", "second"]);
  runner.schedule();
  await turn();
  assert.deepEqual(notes, ["first", "second", "first", "second"]);
  await runner.stop();
});

test("nothing runs before the start or after the end", async () => {
  const { runner, notes } = running();
  runner.schedule();
  await turn();
  assert.deepEqual(notes, []);
  runner.start();
  await runner.stop();
  runner.schedule();
  await turn();
  assert.deepEqual(notes, []);
  await runner.stop();
});

test("a role that throws is reported, and the others still run", async () => {
  const { runner, notes, failure } = running();
  failure.error = "broken";
  runner.start();
  await turn();
  assert.deepEqual(notes, ["first", "First broken", "second"]);
  await runner.stop();
});

test("roles run at intervals without any change, because time alone can make an action due", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { runner, notes } = running();
  runner.start();
  await turn();
  notes.length = 0;
  t.mock.timers.tick(500);
  await turn();
  assert.deepEqual(notes, ["first", "second"]);
  await runner.stop();
  t.mock.timers.tick(500);
  await turn();
  assert.equal(notes.length, 2);
});

test("after a long run the next one waits for eight times that, but no longer than an interval", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  const { runner, notes, took } = running();
  took.ms = 10;
  runner.start();
  await turn();
  runner.schedule();
  runner.schedule();
  await turn();
  assert.equal(notes.length, 2);
  t.mock.timers.tick(79);
  assert.equal(notes.length, 2);
  took.ms = 1_000;
  t.mock.timers.tick(1);
  assert.equal(notes.length, 4);
  took.ms = 0;
  runner.schedule();
  t.mock.timers.tick(499);
  assert.equal(notes.length, 4);
  t.mock.timers.tick(1);
  assert.equal(notes.length, 6);
  runner.schedule();
  await turn();
  assert.equal(notes.length, 8, "after a short run the next one comes at once");
  await runner.stop();
});
