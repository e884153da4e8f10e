import type { Job, JobResult } from "./Job.ts";

/** Where jobs run: on threads of this machine, or on several machines. */
export interface JobRunner {
  /**
   * Runs jobs. `onResult` is called as they end, in any order.
   * @param signal - ends the run: jobs that have not ended are lost.
   */
  run(
    jobs: readonly Job[],
    onResult: (result: JobResult) => void,
    signal: AbortSignal | undefined,
  ): Promise<void>;
}
