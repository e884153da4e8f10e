import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { TaskWorker } from "@trellis/fleet";
import { type ExperimentRun, JobPool, QUESTIONS, runExperiment } from "@trellis/simulator/run";
import { TestFleet } from "../../fleet/test/TestFleet.ts";
import { SharedRuns, type SharedRunsInit } from "../src/commands/simulate/SharedRuns.ts";
import { simulateCommand } from "../src/commands/simulate/simulateCommand.ts";
import { sweepQueueOf, workOf } from "../src/commands/simulate/sweepTasks.ts";
import { FakeIo } from "./FakeIo.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const BEAT_MS = 200;
const farming = QUESTIONS.find(({ experiment }) => experiment.name === "farming")!;
let fleet: TestFleet;
let pool: JobPool;
let alone: ExperimentRun;
const children = new Set<ChildProcess>();

before(async () => {
  fleet = await TestFleet.start();
  pool = new JobPool(1, true);
  alone = await runExperiment(farming.experiment, farming.url, pool, { size: "tiny" });
});
beforeEach(() => fleet.clear());
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await pool.stop();
  await fleet.stop();
});

/** A worker of another machine. @param lie - changes what it hands over. */
async function newWorker(
  lie = (result: object): object => result,
): Promise<{ id: string; worker: TaskWorker }> {
  const work = workOf(pool, QUESTIONS);
  const id = randomUUID();
  const worker = new TaskWorker(await fleet.database(), {
    queue: await sweepQueueOf(QUESTIONS),
    id,
    jobs: 1,
    beatMs: BEAT_MS,
    work: async (task, signal) => lie(await work(task, signal)),
    report: () => {},
  });
  await worker.start();
  return { id, worker };
}

/** The tiny run of an experiment, shared, and the faults that were told. */
async function sharedRun(
  init: Partial<SharedRunsInit> = {},
): Promise<{ run: ExperimentRun; faults: string[] }> {
  const faults: string[] = [];
  const runs = await SharedRuns.start({
    url: fleet.url,
    questions: [farming],
    pool,
    jobs: 0,
    beatMs: BEAT_MS,
    onFault: ({ code }) => faults.push(code),
    ...init,
  });
  try {
    return { run: await runExperiment(farming.experiment, farming.url, runs, { size: "tiny" }), faults };
  } finally {
    await runs.stop();
  }
}

test("a run gives the same results, bit for bit, on any machines", async () => {
  const here = await sharedRun({ jobs: 1 });
  assert.deepEqual(here.run, alone);
  await fleet.clear();
  const { worker: one } = await newWorker();
  const { worker: two } = await newWorker();
  const there = await sharedRun();
  assert.deepEqual(there.run, alone);
  assert.equal(JSON.stringify(there.run.results), JSON.stringify(alone.results));
  assert.deepEqual([...here.faults, ...there.faults], []);
  await one.stop();
  await two.stop();
});

for (const [name, lie] of [
  ["other samples", (result: object) => ({ ...result, samples: [["gain", [1e9]]] })],
  ["another trace", (result: object) => ({ ...result, trace: "0123456789abcdef" })],
  ["a metric that there is not", (result: object) => ({ ...result, samples: [["__proto__", [1]]] })],
  ["nonsense", () => ({ trace: ["x"] })],
] as [string, (result: object) => object][]) {
  test(`a worker that hands over ${name} is found out, and changes nothing`, async () => {
    const { worker } = await newWorker(lie);
    const { run, faults } = await sharedRun();
    assert.deepEqual(run, alone);
    assert.deepEqual(faults, ["TRL-SIM-005"]);
    await worker.stop();
  });
}

test("a task of the queue that is no run of a known experiment fails by a code", async () => {
  const work = workOf(pool, QUESTIONS);
  const { signal } = new AbortController();
  const point: [string, unknown][] = Object.entries(alone.points[0]!);
  const good = { experiment: "farming", point, size: "tiny", seed: 1 };
  await work(good, signal);
  for (const bad of [
    undefined,
    "farming",
    { ...good, experiment: "../../evil.ts" },
    { ...good, url: "file:///evil.ts" },
    { ...good, point: point.slice(1) },
    { ...good, point: [...point, ["__proto__", 1]] },
    { ...good, size: "endless" },
    { ...good, seed: -1 },
  ]) {
    await assert.rejects(work(bad, signal), { code: "TRL-SIM-004" });
  }
});

test("the command ends with a code if the database does not answer", async () => {
  const queueFile = join(fleet.folder, "dead-url");
  await writeFile(queueFile, "postgres://trellis:secret@127.0.0.1:1/none", { mode: 0o600 });
  const [out, io] = [join(fleet.folder, "dead"), new FakeIo()];
  const args = ["farming", "--out", out, "--queue-file", queueFile];
  await assert.rejects(simulateCommand(io).parseAsync(args, { from: "user" }), { code: "TRL-FLT-002" });
  assert.ok(!io.complained.includes("secret"));
});

const COIN = `
import { defineExperiment, numberOf } from ${JSON.stringify(import.meta.resolve("@trellis/simulator"))};
const heads = [0.25, 0.5];
export default defineExperiment({
  number: 100, name: "coin", question: "?", claim: "",
  settings: { heads: { about: "chance of heads", values: { tiny: heads, usual: heads, full: heads } } },
  metrics: { hits: { about: "heads", unit: "" } },
  charts: [], seeds: { tiny: 2, usual: 2, full: 2 },
  run({ point, streams, trace }) {
    const coin = streams.stream(0);
    const value = Array.from({ length: 100 }, () => coin.chance(numberOf(point, "heads"))).filter(Boolean).length;
    trace.add(value);
    return { hits: [value] };
  },
  expectation: "", judge: () => { throw new RangeError("not judged"); },
});
`;

test("trellis simulate-worker does what trellis simulate of another machine asks for, with a file of one's own", async () => {
  const [queueFile, file] = [join(fleet.folder, "queue-url"), join(fleet.folder, "coin.ts")];
  await writeFile(queueFile, fleet.url, { mode: 0o600 });
  await writeFile(file, COIN);
  const queue = ["--queue-file", queueFile];
  const child = spawn(process.execPath, [MAIN, "simulate-worker", file, ...queue, "--jobs", "1"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.add(child);
  const lines: string[] = [];
  createInterface({ input: child.stderr! }).on("line", (line) => lines.push(line));
  const figures = async (folder: string, ...options: string[]): Promise<string> => {
    const out = join(fleet.folder, folder);
    await simulateCommand(new FakeIo()).parseAsync([file, "--out", out, ...options], { from: "user" });
    return readFile(join(out, "figures.csv"), "utf8");
  };
  const shared = await figures("shared", ...queue, "--jobs", "0");
  assert.equal(shared, await figures("own", "--jobs", "1"));
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 0, lines.join("\n"));
  assert.ok(!lines.join("").includes("trellis:trellis"), "the URL is in no line");
});
