import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, WorkQueue } from "./WorkQueue.ts";

const BOUNDS = { items: 100, itemsPerPeer: 100, bytes: 1_000, bytesPerPeer: 1_000 };
const of = (peer: string, bytes = 1): Job => ({ peer, bytes, isHeard: () => true });

/** A queue whose first task lasts until it is told to end, and the names of the tasks that have run. */
function busyQueue(bounds: Partial<typeof BOUNDS> = {}) {
  const queue = new WorkQueue(1, { ...BOUNDS, ...bounds });
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const ran: string[] = [];
  const first = queue.run(of("first"), () => promise);
  const run = (name: string, job: Job) =>
    queue.run(job, async () => {
      ran.push(name);
      return name;
    });
  return { queue, ran, run, end, first };
}

test("runs no more at a time than allowed, the rest in order, and nothing beyond its room", async () => {
  const queue = new WorkQueue(2, { ...BOUNDS, items: 2 });
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const started: number[] = [];
  const results = gates.map(({ promise }, n) =>
    queue.run(of("peer"), () => {
      started.push(n);
      return promise;
    }),
  );
  assert.deepEqual(await results[4], { refused: "queue_full" });
  assert.deepEqual(started, [0, 1]);
  gates[1]!.resolve(1);
  assert.deepEqual(await results[1], { result: 1 });
  await undefined;
  assert.deepEqual(started, [0, 1, 2]);
  for (const [n, { resolve }] of gates.entries()) resolve(n);
  const outcomes = await Promise.all(results);
  assert.deepEqual(outcomes.slice(0, 4), [{ result: 0 }, { result: 1 }, { result: 2 }, { result: 3 }]);
  assert.deepEqual(await queue.run(of("peer"), async () => 7), { result: 7 });
});

test("a task's error goes to its caller and frees its place", async () => {
  const queue = new WorkQueue(1, BOUNDS);
  const failing = queue.run(of("peer"), async () => {
    throw new Error("no");
  });
  const next = queue.run(of("peer"), async () => 1);
  await assert.rejects(failing, /no/);
  assert.deepEqual(await next, { result: 1 });
});

test("peers are served in turn: one that sends much waits for itself", async () => {
  const { ran, run, end } = busyQueue();
  const tasks = ["flood 0", "flood 1", "flood 2"].map((name) => run(name, of("flood")));
  tasks.push(run("calm 0", of("calm")), run("calm 1", of("calm")));
  end();
  await Promise.all(tasks);
  assert.deepEqual(ran, ["flood 0", "calm 0", "flood 1", "calm 1", "flood 2"]);
});

test("a peer has its bounds of tasks and bytes, and says which one is reached", async () => {
  const { run, end } = busyQueue({ itemsPerPeer: 2, bytesPerPeer: 10 });
  const many = [run("a", of("many")), run("b", of("many")), run("c", of("many"))];
  const large = [run("d", of("large", 8)), run("e", of("large", 8))];
  end();
  const full = { refused: "queue_full_of_peer" };
  assert.deepEqual(await Promise.all(many), [{ result: "a" }, { result: "b" }, full]);
  assert.deepEqual(await Promise.all(large), [{ result: "d" }, full]);
});

test("if the queue is full, who holds most gives its newest place to who holds less", async () => {
  const { run, end } = busyQueue({ items: 3, bytes: 100 });
  const flood = ["a", "b", "c"].map((name) => run(name, of("flood")));
  const calm = run("calm", of("calm"));
  const large = run("large", of("other", 101));
  end();
  assert.deepEqual(await Promise.all(flood), [{ result: "a" }, { result: "b" }, { refused: "queue_full" }]);
  assert.deepEqual(await calm, { result: "calm" });
  assert.deepEqual(await large, { refused: "queue_full" });
});

test("tasks of a peer that is not heard any more are dropped at once, and do not run when their turn comes", async () => {
  const { queue, ran, run, end } = busyQueue();
  let isHeard = true;
  const bad = ["a", "b"].map((name) => run(name, { peer: "bad", bytes: 1, isHeard: () => isHeard }));
  const good = run("good", of("good"));
  isHeard = false;
  queue.dropUnheard();
  assert.deepEqual(await Promise.all(bad), [{ refused: "peer_not_heard" }, { refused: "peer_not_heard" }]);
  assert.equal(queue.length, 1);
  const late = run("late", { peer: "bad", bytes: 1, isHeard: () => false });
  end();
  assert.deepEqual(await late, { refused: "peer_not_heard" });
  assert.deepEqual(await good, { result: "good" });
  assert.deepEqual(ran, ["good"]);
});
