import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { LifeCycle, type Part } from "./LifeCycle.ts";

function lifeCycle() {
  const warnings: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void warnings.push(JSON.parse(line).part) });
  return { life: new LifeCycle(log), warnings };
}

/** A part that records its calls. */
function part(name: string, notes: string[], changes: Partial<Part> = {}): Part {
  return {
    start: () => void notes.push(`start ${name}`),
    stop: async () => void notes.push(`stop ${name}`),
    ...changes,
  };
}

test("parts start one after the other and stop in the reverse order, once", async () => {
  const { life, warnings } = lifeCycle();
  const notes: string[] = [];
  await life.start("a", part("a", notes));
  await life.start("b", part("b", notes));
  await life.start("without start", { stop: async () => void notes.push("stop without start") });
  assert(!life.signal.aborted);
  await Promise.all([life.stop(), life.stop()]);
  await life.stop();
  assert.deepEqual(notes, ["start a", "start b", "stop without start", "stop b", "stop a"]);
  assert.deepEqual(warnings, []);
});

test("all parts stop at once: one that waits for another ends with it", async () => {
  const { life } = lifeCycle();
  const lower = Promise.withResolvers<void>();
  await life.start("lower", { stop: async () => lower.resolve() });
  await life.start("upper", { stop: () => lower.promise });
  await life.stop();
});

test("a part that fails to start is stopped like the others", async () => {
  const { life } = lifeCycle();
  const notes: string[] = [];
  await life.start("a", part("a", notes));
  const start = (): void => {
    throw new Error("no port");
  };
  await assert.rejects(life.start("b", part("b", notes, { start })), /no port/);
  await life.stop();
  assert.deepEqual(notes, ["start a", "stop b", "stop a"]);
});

test("TRL-NOD-007 nothing starts after the end, and waiting for a start ends", async () => {
  const { life } = lifeCycle();
  const notes: string[] = [];
  const never = new Promise<void>(() => {});
  const starting = life.start("slow", part("slow", notes, { start: () => never }));
  const stopped = life.stop();
  await assert.rejects(starting, { code: "TRL-NOD-007" });
  await assert.rejects(life.start("late", part("late", notes)), { code: "TRL-NOD-007" });
  await stopped;
  assert.deepEqual(notes, ["stop slow"]);
});

test("a part that finishes starting after the end is stopped too", async () => {
  const { life } = lifeCycle();
  const started = Promise.withResolvers<void>();
  let isRunning = false;
  const slow: Part = {
    start: async () => {
      await started.promise;
      isRunning = true;
    },
    stop: async () => {
      isRunning = false;
      started.resolve();
    },
  };
  const starting = life.start("slow", slow);
  await Promise.all([life.stop(), assert.rejects(starting, { code: "TRL-NOD-007" })]);
  assert(!isRunning);
});

test("a part that fails to stop, or never stops, does not delay the others", async () => {
  const { life, warnings } = lifeCycle();
  const notes: string[] = [];
  await life.start("sound", part("sound", notes));
  await life.start("failing", { stop: () => Promise.reject(new Error("no")) });
  await life.start("throwing", {
    stop: () => {
      throw new Error("no");
    },
  });
  await life.start("hanging", { stop: () => new Promise(() => {}) });
  await life.stop();
  assert.deepEqual(notes, ["start sound", "stop sound"]);
  assert.deepEqual(warnings.sort(), ["failing", "hanging", "throwing"]);
});
