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
  return { experiment: experiment.name, point, size, seed, samples, trace: trace.digest() };
}
