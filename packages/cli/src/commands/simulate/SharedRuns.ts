import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { FleetDatabase, TaskAsker, type TaskOutcome, TaskWorker } from "@trellis/fleet";
import { TrellisError } from "@trellis/protocol";
import {
  decodeResult,
  encodeJob,
  type Job,
  type JobPool,
  type JobResult,
  type JobRunner,
  type Question,
} from "@trellis/simulator/run";
import { BEAT_MS, sweepQueueOf, workOf } from "./sweepTasks.ts";

/** Workers of which is known whether they compute as this machine does. */
const MAX_KNOWN = 4_096;

/** What {@link SharedRuns} needs. */
export interface SharedRunsInit {
  /** Of the queue's database; never shown. */
  readonly url: string;
  readonly questions: readonly Question[];
  /** Runs jobs of the queue, and those of which this machine wants to be sure. It must leave this thread free. */
  readonly pool: JobPool;
  /** Jobs that this machine takes out of the queue at the same time; 0 leaves all to others. */
  readonly jobs: number;
  /** Told of outages, and of workers whose results are not used. */
  readonly onFault: (error: TrellisError) => void;
  readonly beatMs?: number;
}

/**
 * Shares jobs with the workers of a queue. The first result of each worker is computed again here: a machine that computes otherwise is
 * found out, and what it says is computed here from then on.
 */
export class SharedRuns implements JobRunner {
  readonly #init: SharedRunsInit;
  readonly #database: FleetDatabase;
  readonly #asker: TaskAsker;
  readonly #worker: TaskWorker | undefined;
  /** Whether a worker's results are used. */
  readonly #isTrusted = new Map<string, boolean>();

  private constructor(init: SharedRunsInit, database: FleetDatabase, queue: string) {
    const { pool, questions, jobs, onFault, beatMs = BEAT_MS } = init;
    this.#init = init;
    this.#database = database;
    this.#asker = new TaskAsker(database, { queue, beatMs, onFault });
    if (jobs === 0) return;
    const id = randomUUID();
    this.#isTrusted.set(id, true);
    this.#worker = new TaskWorker(database, {
      queue,
      id,
      jobs,
      beatMs,
      work: workOf(pool, questions),
      // What fails here is tried again by the asker, which tells of outages, too.
      report: () => {},
    });
  }

  /** @throws TRL-FLT-002 and TRL-FLT-003 for the database. */
  static async start(init: SharedRunsInit): Promise<SharedRuns> {
    const { url, questions, onFault } = init;
    const database = await FleetDatabase.open({ url, onFault, supervises: true });
    try {
      const runs = new SharedRuns(init, database, await sweepQueueOf(questions));
      await runs.#worker?.start();
      return runs;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** @throws what an experiment throws here. */
  async run(
    jobs: readonly Job[],
    onResult: (result: JobResult) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await this.#asker.run(
        jobs.map(encodeJob),
        async (place, outcome) => onResult(await this.#judge(jobs[place]!, outcome, signal)),
        signal,
      );
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  }

  /** Ends what this machine does for the queue. The pool goes on. */
  async stop(): Promise<void> {
    await this.#worker?.stop();
    await this.#database.close();
  }

  /** The result of a job: the worker's if it is trusted, else this machine's own. */
  async #judge(
    job: Job,
    { worker, result, failure }: TaskOutcome,
    signal: AbortSignal | undefined,
  ): Promise<JobResult> {
    const { questions, pool } = this.#init;
    const { experiment } = questions.find((question) => question.experiment.name === job.experiment)!;
    const told = worker === undefined ? undefined : decodeResult(result, experiment, job);
    if (told !== undefined && this.#isTrusted.get(worker!) === true) return told;
    const own = await pool.runOne(job, signal);
    if (worker !== undefined && failure === undefined) this.#note(worker, isDeepStrictEqual(told, own));
    return own;
  }

  #note(worker: string, isRight: boolean): void {
    if (this.#isTrusted.get(worker) === false || this.#isTrusted.size >= MAX_KNOWN) return;
    this.#isTrusted.set(worker, isRight);
    if (!isRight) this.#init.onFault(otherResults(worker));
  }
}

const otherResults = (worker: string): TrellisError =>
  new TrellisError(
    "TRL-SIM-005",
    `the results of worker ${worker} are not those that this machine computes: they are not used; run the same version of Trellis and of Node on it, and check its memory and who runs it`,
    { worker },
  );
