import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { QUESTIONS } from "../src/experiments/questions/questions.ts";
import { JobPool } from "../src/jobs/JobPool.ts";
import { type ExperimentRun, runExperiment } from "../src/jobs/runExperiment.ts";
import { JobLog } from "../src/output/JobLog.ts";
import { writeResults } from "../src/report/writeResults.ts";

/**
 * Makes docs/report. With --check it only plays the tiny runs, and compares their traces with those that were played for the report: if the
 * rules, strategies or experiments have changed, the report is stale. With --full it sweeps finely. With --log <file> results are kept there
 * as they come, and taken from there by the next run of the same sources.
 */
const { values } = parseArgs({
  options: { check: { type: "boolean" }, full: { type: "boolean" }, log: { type: "string" } },
});
const folder = join(import.meta.dirname, "..", "..", "..", "docs", "report");
const threads = availableParallelism();
const log = values.log === undefined ? undefined : new JobLog(values.log, true);

async function play(size: "tiny" | "usual" | "full"): Promise<ExperimentRun[]> {
  const pool = new JobPool(threads);
  const runs: ExperimentRun[] = [];
  for (const { experiment, url } of QUESTIONS) {
    const startedAt = performance.now();
    const known = log?.results;
    runs.push(
      await runExperiment(experiment, url, pool, { size, known, onResult: (result) => log?.add(result) }),
    );
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    if (values.check !== true) console.log(`${experiment.number} ${experiment.name} (${size}): ${seconds} s`);
  }
  await pool.stop();
  return runs;
}

const tiny = await play("tiny");
const fresh = Object.fromEntries(tiny.map(({ experiment, trace }) => [experiment.name, trace]));
if (values.check === true) {
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as {
    readonly tinyTraces: Readonly<Record<string, string>>;
  };
  const names = [...new Set([...Object.keys(fresh), ...Object.keys(manifest.tinyTraces)])];
  const stale = names.filter((name) => fresh[name] !== manifest.tinyTraces[name]);
  if (stale.length > 0) {
    console.log(`docs/report is stale: ${stale.join(", ")}. Make it again: npm run report`);
    process.exitCode = 1;
  }
} else {
  const runs = await play(values.full === true ? "full" : "usual");
  await writeResults(folder, runs, fresh);
}
