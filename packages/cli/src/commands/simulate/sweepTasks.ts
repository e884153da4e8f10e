import { fileURLToPath } from "node:url";
import { taskQueueOf } from "@trellis/fleet";
import {
  decodeJob,
  encodeResult,
  type JobPool,
  QUESTIONS,
  type Question,
  versionOf,
} from "@trellis/simulator/run";

/** Between signs of life of a worker: one that misses three of them is dead. Milliseconds. */
export const BEAT_MS = 2_000;

/** The queue of the runs of some experiments. Machines with other sources, or another file, have another one. */
export async function sweepQueueOf(questions: readonly Question[]): Promise<string> {
  const own = questions.filter((question) => !QUESTIONS.includes(question));
  return taskQueueOf("simulate", await versionOf(own.map(({ url }) => fileURLToPath(url))));
}

/** Does what a queue holds, on the threads of a pool. Only these experiments are run, whatever the queue says. */
export function workOf(pool: JobPool, questions: readonly Question[]) {
  return async (task: unknown, signal: AbortSignal): Promise<object> =>
    encodeResult(await pool.runOne(decodeJob(task, questions), signal));
}
