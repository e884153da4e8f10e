import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { defineExperiment, numberOf } from "../experiments/Experiment.ts";
import { QUESTIONS } from "../experiments/questions/questions.ts";
import { JobLog } from "../output/JobLog.ts";
import type { JobResult } from "./Job.ts";
import { JobPool } from "./JobPool.ts";
import { runExperiment } from "./runExperiment.ts";

const { experiment: farming, url: farmingUrl } = QUESTIONS.find(
  ({ experiment }) => experiment.name === "farming",
)!;

const folder = await mkdtemp(join(tmpdir(), "trellis-simulator-"));
test.after(() => rm(folder, { recursive: true }));

test("one seed makes one trace, whatever the number of workers", async () => {
  const traces = [];
  for (const threads of [1, 2]) {
    const pool = new JobPool(threads);
    const run = await runExperiment(farming, farmingUrl, pool, { size: "tiny" });
    await pool.stop();
    traces.push(run.trace);
  }
  assert.equal(traces[0], traces[1]);
});

test("a run that was broken off goes on where it was, and ends with the same trace", async () => {
  const pool = new JobPool(1);
  const whole = await runExperiment(farming, farmingUrl, pool, { size: "tiny" });
  const path = join(folder, "runs.jsonl");
  const log = new JobLog(path, false);
  const stop = new AbortController();
  const broken = await runExperiment(farming, farmingUrl, pool, {
    size: "tiny",
    signal: stop.signal,
    onResult: (result) => {
      log.add(result);
      if (result.seed === 2) stop.abort();
    },
  });
  assert.ok(!broken.isWhole && broken.results.length === 2);
  const known = new JobLog(path, true).results;
  const computed: JobResult[] = [];
  const resumed = await runExperiment(farming, farmingUrl, pool, {
    size: "tiny",
    known,
    onResult: (result) => computed.push(result),
  });
  assert.equal(resumed.trace, whole.trace);
  assert.equal(computed.length, whole.results.length - 2);
  assert.throws(() => new JobLog(path, false), { code: "TRL-SIM-003" });
  assert.equal((await readFile(path, "utf8")).split("\n").length, 3);
});

test("values that are set take the place of the sweep; the number of seeds too", async () => {
  const pool = new JobPool(1);
  const overrides = { seats: [0.2], unclePayBps: [5_000, 9_000], blocks: [1] };
  const { points, results } = await runExperiment(farming, farmingUrl, pool, {
    size: "tiny",
    seeds: 2,
    overrides,
  });
  assert.deepEqual(
    points.map(({ unclePayBps }) => unclePayBps),
    [5_000, 9_000],
  );
  assert.deepEqual(
    results.map(({ seed }) => seed),
    [1, 2, 1, 2],
  );
});

const noisy = defineExperiment({
  number: 99,
  name: "noisy",
  question: "?",
  claim: "",
  settings: { spread: { about: "deviation", values: { tiny: [0, 1, 50], usual: [], full: [] } } },
  metrics: { level: { about: "mean of a few draws", unit: "" } },
  charts: [],
  seeds: { tiny: 2, usual: 2, full: 2 },
  stopAt: { metric: "level", relative: 0, absolute: 3 },
  run: ({ point, streams }) => {
    const random = streams.stream(0);
    return { level: Array.from({ length: 8 }, () => numberOf(point, "spread") * random.normal()) };
  },
  expectation: "",
  judge: () => {
    throw new RangeError("not judged");
  },
});

test("points get more seeds until their interval is narrow, and no more than four times as many", async () => {
  // Runs here, so that the address of the file is not used.
  const url = `data:text/javascript,`;
  const pool = {
    run: async (jobs: readonly { point: object; seed: number }[], onResult: (result: JobResult) => void) => {
      const { runJob } = await import("./runJob.ts");
      for (const job of jobs) onResult(runJob(noisy, job as never));
    },
  };
  const { outcomes } = await runExperiment(noisy, url, pool as never, { size: "tiny" });
  assert.deepEqual(
    outcomes.all.map(({ seeds }) => seeds),
    [2, 2, 8],
  );
});
