import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { after, before, beforeEach, test } from "node:test";
import type { FleetDatabase } from "../src/store/FleetDatabase.ts";
import { QUEUE_SCHEMA } from "../src/store/tables.ts";
import { TaskAsker, type TaskAskerInit } from "../src/tasks/TaskAsker.ts";
import { type TaskEvent, TaskWorker, type TaskWorkerInit } from "../src/tasks/TaskWorker.ts";
import { taskQueueOf } from "../src/tasks/taskQueue.ts";
import type { TaskOutcome } from "../src/tasks/taskRows.ts";
import { TestFleet } from "./TestFleet.ts";

const QUEUE = taskQueueOf("square", "0123456789abcdef");
const BEAT_MS = 100;
let fleet: TestFleet;
let workers: TaskWorker[];
before(async () => {
  fleet = await TestFleet.start();
});
beforeEach(async () => {
  await fleet.clear();
  workers = [];
});
after(() => fleet.stop());
// Before the connections of its databases are closed.
const ended = async (): Promise<void> => {
  for (const worker of workers) await worker.stop();
};

const square = async (task: unknown): Promise<object> => {
  const { n } = task as { n: number };
  return { square: n * n };
};

async function newWorker(init: Partial<TaskWorkerInit> = {}): Promise<{ id: string; events: TaskEvent[] }> {
  const events: TaskEvent[] = [];
  const id = randomUUID();
  const worker = new TaskWorker(await fleet.database(), {
    queue: QUEUE,
    id,
    jobs: 1,
    beatMs: BEAT_MS,
    work: square,
    report: (event) => events.push(event),
    ...init,
  });
  workers.push(worker);
  await worker.start();
  return { id, events };
}

async function newAsker(
  init: Partial<TaskAskerInit> = {},
): Promise<{ asker: TaskAsker; database: FleetDatabase }> {
  const database = await fleet.database();
  const asker = new TaskAsker(database, { queue: QUEUE, beatMs: BEAT_MS, onFault: () => {}, ...init });
  return { asker, database };
}

/** What becomes of tasks 0, 1, …, by their places. */
async function outcomesOf(asker: TaskAsker, count: number, signal?: AbortSignal): Promise<TaskOutcome[]> {
  const outcomes: TaskOutcome[] = [];
  const tasks = Array.from({ length: count }, (_, n) => ({ n }));
  const keep = async (place: number, outcome: TaskOutcome): Promise<void> => {
    outcomes[place] = outcome;
  };
  await asker.run(tasks, keep, signal);
  return outcomes;
}

/** Work that begins and does not end before it is aborted. */
class Endless {
  readonly begun = Promise.withResolvers<void>();
  readonly aborted = Promise.withResolvers<void>();
  readonly work = async (_: unknown, signal: AbortSignal): Promise<object> => {
    this.begun.resolve();
    await once(signal, "abort");
    this.aborted.resolve();
    throw signal.reason;
  };
}

test("workers share the tasks, and each task is done once", async () => {
  const { asker } = await newAsker();
  const done: number[] = [];
  const work = (task: unknown): Promise<object> => {
    done.push((task as { n: number }).n);
    return square(task);
  };
  const [one, two] = [await newWorker({ work }), await newWorker({ work, jobs: 2 })];
  const outcomes = await outcomesOf(asker, 16);
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    Array.from({ length: 16 }, (_, n) => ({ square: n * n })),
  );
  assert.deepEqual(
    done.toSorted((a, b) => a - b),
    Array.from({ length: 16 }, (_, n) => n),
  );
  assert.ok(outcomes.every(({ worker }) => worker === one.id || worker === two.id));
  await ended();
});

test("a run with many tasks has few of them in the queue at the same time", async () => {
  const { asker, database } = await newAsker({ mostOpen: 3 });
  await newWorker();
  let most = 0;
  let done = 0;
  const tasks = Array.from({ length: 12 }, (_, n) => ({ n }));
  await asker.run(tasks, async () => {
    done += 1;
    const [row] = await database.query(
      `select count(*)::int as open from ${QUEUE_SCHEMA}.job where state < 'completed'`,
    );
    most = Math.max(most, Number(row!.open));
  });
  assert.equal(done, 12);
  assert.ok(most <= 3, `${most} were open`);
  await ended();
});

test("what was done is found again, without a worker", async () => {
  const first = await newAsker();
  await newWorker();
  const before = await outcomesOf(first.asker, 5);
  await ended();
  const again = await newAsker();
  assert.deepEqual(await outcomesOf(again.asker, 5), before);
});

test("a worker that gives no sign of life loses its task to another", async () => {
  const { asker } = await newAsker();
  // It is alive to itself alone: it beats once an hour.
  const dead = new Endless();
  await newWorker({ work: dead.work, beatMs: 3_600_000 });
  const running = outcomesOf(asker, 1);
  await dead.begun.promise;
  const { id: heir } = await newWorker();
  assert.deepEqual(await running, [{ worker: heir, result: { square: 0 } }]);
  await ended();
});

test("a worker that lives keeps a task for longer than three beats", async () => {
  const { asker } = await newAsker();
  const attempts: unknown[] = [];
  await newWorker({
    work: async (task) => {
      attempts.push(task);
      await new Promise((resolve) => setTimeout(resolve, 6 * BEAT_MS));
      return square(task);
    },
  });
  await newWorker();
  await outcomesOf(asker, 1);
  assert.ok(attempts.length <= 1);
  await ended();
});

test("an asker that ends takes its tasks out of the queue, and workers end what they do for it", async () => {
  const { asker, database } = await newAsker();
  const endless = new Endless();
  await newWorker({ work: endless.work });
  const stop = new AbortController();
  const running = outcomesOf(asker, 3, stop.signal);
  await endless.begun.promise;
  stop.abort();
  assert.deepEqual(await running, []);
  await endless.aborted.promise;
  assert.deepEqual(await database.query(`select 1 from ${QUEUE_SCHEMA}.job where name = $1`, [QUEUE]), []);
  await ended();
});

test("a worker that ends gives its task back at once", async () => {
  const { asker } = await newAsker();
  const endless = new Endless();
  const { events } = await newWorker({ work: endless.work });
  const running = outcomesOf(asker, 1);
  await endless.begun.promise;
  await ended();
  assert.deepEqual(
    events.map(({ event }) => event),
    ["given back"],
  );
  const { id: heir } = await newWorker();
  assert.deepEqual(await running, [{ worker: heir, result: { square: 0 } }]);
  await ended();
});

test("a task that fails is handed over as a failure with its code, and so is one whose result is too long", async () => {
  const { asker } = await newAsker();
  await newWorker({
    work: async (task) => {
      if ((task as { n: number }).n === 0) throw new RangeError("no square");
      return { text: "x".repeat(200_000) };
    },
  });
  const outcomes = await outcomesOf(asker, 2);
  assert.deepEqual(
    outcomes.map(({ failure }) => failure?.code),
    ["TRL-FLT-011", "TRL-FLT-032"],
  );
  assert.ok(outcomes.every(({ result }) => result === undefined));
  await ended();
});

test("what a stranger writes as an outcome is bounded, and has no worker's name", async () => {
  const { asker, database } = await newAsker();
  const endless = new Endless();
  await newWorker({ work: endless.work, jobs: 3 });
  const running = outcomesOf(asker, 3);
  await endless.begun.promise;
  const write = async (output: string): Promise<void> => {
    const rows = await database.query(
      `update ${QUEUE_SCHEMA}.job set state = 'completed', output = $1, completed_on = now()
       where id = (select id from ${QUEUE_SCHEMA}.job where state < 'completed' limit 1) returning id`,
      [output],
    );
    assert.equal(rows.length, 1);
  };
  await write(JSON.stringify({ worker: randomUUID(), result: "x".repeat(300_000) }));
  await write(JSON.stringify({ worker: "<script>", result: {} }));
  await write("[1, 2]");
  assert.deepEqual(await running, [{ worker: undefined }, { worker: undefined }, { worker: undefined }]);
  await ended();
});

test("a task that somebody deletes or cancels is offered again", async () => {
  const { asker, database } = await newAsker();
  const running = outcomesOf(asker, 2);
  const count = async (): Promise<number> =>
    (await database.query(`select 1 from ${QUEUE_SCHEMA}.job where name = $1`, [QUEUE])).length;
  while ((await count()) < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  const [one, two] = await database.query(`select id::text from ${QUEUE_SCHEMA}.job where name = $1`, [
    QUEUE,
  ]);
  await database.boss.deleteJob(QUEUE, String(one!.id));
  await database.boss.cancel(QUEUE, String(two!.id));
  await newWorker();
  assert.deepEqual(
    (await running).map(({ result }) => result),
    [{ square: 0 }, { square: 1 }],
  );
  await ended();
});

test("a worker does no tasks of another version, and says that some wait", async () => {
  const { asker } = await newAsker();
  const told = Promise.withResolvers<void>();
  await newWorker({
    queue: taskQueueOf("square", "f".repeat(64)),
    report: ({ event }) => {
      assert.equal(event, "other version");
      told.resolve();
    },
  });
  const stop = new AbortController();
  const running = outcomesOf(asker, 1, stop.signal);
  await told.promise;
  stop.abort();
  assert.deepEqual(await running, []);
  await ended();
});

test("a purpose, a version or a task of another form is refused", async () => {
  assert.throws(() => taskQueueOf("Square", "f".repeat(64)), RangeError);
  assert.throws(() => taskQueueOf("square", "1.0"), RangeError);
  const { asker } = await newAsker();
  await assert.rejects(
    asker.run([{ text: "x".repeat(20_000) }], async () => {}),
    { code: "TRL-FLT-031" },
  );
});
