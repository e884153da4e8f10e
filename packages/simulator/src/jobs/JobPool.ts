import { setImmediate } from "node:timers/promises";
import { Piscina } from "piscina";
import type { Job, JobResult } from "./Job.ts";
import type { JobRunner } from "./JobRunner.ts";
import { loadExperiment } from "./loadExperiment.ts";
import { runJob } from "./runJob.ts";

/** Runs jobs on worker threads. */
export class JobPool implements JobRunner {
  readonly #threads: number;
  readonly #pool: Piscina | undefined;

  /** @param isApart - whether even a single job at a time leaves this thread free; by default it runs here. */
  constructor(threads: number, isApart = false) {
    this.#threads = Math.max(1, threads);
    if (this.#threads < 2 && !isApart) return;
    const filename = new URL("./jobWorker.ts", import.meta.url).href;
    this.#pool = new Piscina({ filename, minThreads: this.#threads, maxThreads: this.#threads });
  }

  /** As many jobs at a time as there are threads. */
  async run(
    jobs: readonly Job[],
    onResult: (result: JobResult) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const left = jobs.values();
    const work = async (): Promise<void> => {
      for (const job of left) {
        if (signal?.aborted === true) return;
        const result = await this.#runUnlessAborted(job, signal);
        if (result === undefined) return;
        onResult(result);
      }
    };
    await Promise.all(Array.from({ length: this.#threads }, work));
  }

  /** Runs one job, when a thread is free. @throws what the experiment throws; an AbortError after the signal. */
  async runOne(job: Job, signal?: AbortSignal): Promise<JobResult> {
    if (this.#pool !== undefined) {
      return (await this.#pool.run(job, signal === undefined ? {} : { signal })) as JobResult;
    }
    // A signal is only seen between jobs.
    await setImmediate();
    return runJob(await loadExperiment(job.url), job);
  }

  async stop(): Promise<void> {
    await this.#pool?.destroy();
  }

  async #runUnlessAborted(job: Job, signal: AbortSignal | undefined): Promise<JobResult | undefined> {
    try {
      return await this.runOne(job, signal);
    } catch (error) {
      if (signal?.aborted === true) return undefined;
      throw error;
    }
  }
}
