import type { Job, JobResult } from "./Job.ts";
import { loadExperiment } from "./loadExperiment.ts";
import { runJob } from "./runJob.ts";

/** What a worker thread runs. */
export default async function work(job: Job): Promise<JobResult> {
  return runJob(await loadExperiment(job.url), job);
}
