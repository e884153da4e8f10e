import { setImmediate } from "node:timers/promises";
import { Piscina } from "piscina";
import type { Job, JobResult } from "./Job.ts";
import { loadExperiment } from "./loadExperiment.ts";
import { runJob } from "./runJob.ts";

/** Runs jobs on worker threads, or here if there is only one. */
export class JobPool {
  readonly #threads: number;
  readonly #pool: Piscina | undefined;

  constructor(threads: number) {
    this.#threads = threads;
    if (threads < 2) return;
    const filename = new URL("./jobWorker.ts", import.meta.url).href;
    this.#pool = new Piscina({ filename, minThreads: threads, maxThreads: threads });
  }

  /**
   * Runs jobs, as many at a time as there are threads. `onResult` is called as they end, in any order.
   * @param signal - ends the run: jobs that have not ended are lost.
   */
  async run(
    jobs: readonly Job[],
    onResult: (result: JobResult) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const left = jobs.values();
    const work = async (): Promise<void> => {
      for (const job of left) {
        if (signal?.aborted === true) return;
        const result = await this.#runOne(job, signal);
        if (result === undefined) return;
        onResult(result);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, this.#threads) }, work));
  }

  async stop(): Promise<void> {
    await this.#pool?.destroy();
  }

  async #runOne(job: Job, signal: AbortSignal | undefined): Promise<JobResult | undefined> {
    if (this.#pool === undefined) {
      // A signal is only seen between jobs.
      await setImmediate();
      return runJob(await loadExperiment(job.url), job);
    }
    try {
      return (await this.#pool.run(job, signal === undefined ? {} : { signal })) as JobResult;
    } catch (error) {
      if (signal?.aborted === true) return undefined;
      throw error;
    }
  }
}
