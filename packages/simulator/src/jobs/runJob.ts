import type { Experiment } from "../experiments/Experiment.ts";
import { RandomStreams } from "../random/RandomStreams.ts";
import { TraceHash } from "../random/TraceHash.ts";
import type { Job, JobResult } from "./Job.ts";

/** Runs a job here. The same job gives the same result on every machine. */
export function runJob(experiment: Experiment, { point, size, seed }: Omit<Job, "url">): JobResult {
  const trace = new TraceHash();
  const samples = experiment.run({ point, size, streams: new RandomStreams(seed), trace });
  for (const [metric, sample] of Object.entries(samples)) {
    trace.addText(metric);
    for (const value of "hits" in sample ? [sample.hits, sample.trials] : sample) trace.add(value);
  }
  return {
    experiment: experiment.name,
    point,
    size,
    seed,
    samples: withoutNegativeZero(samples),
    trace: trace.digest(),
  };
}

/** JSON knows one zero. So results of a file or of another machine are the same as those of this run. */
function withoutNegativeZero(samples: JobResult["samples"]): JobResult["samples"] {
  const entries = Object.entries(samples).map(([metric, sample]) => [
    metric,
    "hits" in sample ? sample : sample.map((value) => value + 0),
  ]);
  return Object.fromEntries(entries) as JobResult["samples"];
}
