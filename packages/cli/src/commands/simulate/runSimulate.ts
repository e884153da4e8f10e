import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { readQueueUrl } from "@trellis/fleet";
import {
  type ExperimentRun,
  JobLog,
  JobPool,
  type Overrides,
  parseOverride,
  pointsOf,
  requireSettings,
  runExperiment,
  verdictOf,
  withInterval,
  writeResults,
} from "@trellis/simulator/run";
import { z } from "zod";
import type { CliIo } from "../../shell/CliIo.ts";
import { endOfRun } from "../../shell/endOfRun.ts";
import { optionValues, parseOptions } from "../../shell/optionValues.ts";
import { run } from "../../shell/run.ts";
import { Progress } from "./Progress.ts";
import { questionsNamed } from "./questionsNamed.ts";
import { SharedRuns } from "./SharedRuns.ts";

const schema = z.strictObject({
  seeds: optionValues.whole(1_000_000).optional(),
  jobs: optionValues.whole(256).optional(),
  set: z.array(z.string()).default([]),
  out: optionValues.file,
  full: optionValues.flag,
  queueFile: optionValues.file.optional(),
  resume: optionValues.flag,
  json: optionValues.flag,
});

/** Results as they come, a line each. */
const LOG = "runs.jsonl";

/** `trellis simulate`: runs experiments, shows progress, writes results. After Ctrl-C it writes what is whole. */
export async function runSimulate(io: CliIo, named: string | undefined, raw: object): Promise<void> {
  await run(io, raw, async () => {
    const {
      seeds,
      jobs = availableParallelism(),
      set,
      out,
      full,
      queueFile,
      resume,
      json,
    } = parseOptions(schema, raw);
    const url = queueFile === undefined ? undefined : await readQueueUrl(queueFile, "--queue-file");
    const questions = await questionsNamed(named);
    const overrides: Overrides = Object.fromEntries(set.map(parseOverride));
    requireSettings(
      questions.map(({ experiment }) => experiment),
      overrides,
    );
    await mkdir(out, { recursive: true });
    const log = new JobLog(join(out, LOG), resume);
    const size = full ? "full" : "usual";
    const stop = new AbortController();
    void endOfRun().then(() => stop.abort());
    const pool = new JobPool(jobs, url !== undefined);
    const progress = new Progress(io, !json && process.stderr.isTTY === true);
    const onFault = (error: Error): void => {
      progress.end();
      io.err(`${error.message}\n`);
    };
    const planned = questions.map(
      ({ experiment }) => pointsOf(experiment, size, overrides).length * (seeds ?? experiment.seeds[size]),
    );
    const runs: ExperimentRun[] = [];
    let shared: SharedRuns | undefined;
    try {
      if (url !== undefined) shared = await SharedRuns.start({ url, questions, pool, jobs, onFault });
      for (const [i, { experiment, url: file }] of questions.entries()) {
        if (stop.signal.aborted) break;
        const later = planned.slice(i + 1).reduce((sum, count) => sum + count, 0);
        const result = await runExperiment(experiment, file, shared ?? pool, {
          size,
          seeds,
          overrides,
          known: log.results,
          signal: stop.signal,
          onResult: (job) => log.add(job),
          onProgress: (done, all) => progress.update(experiment.name, done, all, later),
        });
        runs.push(result);
        progress.end();
        if (!json) for (const line of saysOf(result)) io.err(`${line}\n`);
      }
    } finally {
      await shared?.stop();
      await pool.stop();
    }
    const files = await writeResults(out, runs);
    const isWhole = !stop.signal.aborted && runs.every((one) => one.isWhole);
    return {
      result: { out, files, isWhole, experiments: runs.map(summaryOf) },
      says: [
        ...(isWhole ? [] : ["broken off; go on with --resume"]),
        `report: ${resolve(out, "index.html")}`,
      ],
    };
  });
  // Signals are still listened to.
  process.exitCode ??= 0;
  process.removeAllListeners("SIGINT");
}

function summaryOf(result: ExperimentRun) {
  const { experiment, outcomes, trace, isWhole } = result;
  const verdict = verdictOf(result);
  return {
    number: experiment.number,
    name: experiment.name,
    isWhole,
    trace,
    ...(verdict === undefined ? {} : { verdict }),
    points: outcomes.all,
  };
}

function saysOf(result: ExperimentRun): string[] {
  const { experiment, trace } = result;
  const verdict = verdictOf(result);
  const head = `${experiment.number} ${experiment.name}, trace ${trace}`;
  if (verdict === undefined)
    return [head, "  not judged: the sweep lacks points that the expectation speaks of"];
  const { holds, finding, figure } = verdict;
  return [head, `  ${holds}: ${finding}`, `  ${figure.about}: ${withInterval(figure.interval, figure.unit)}`];
}
