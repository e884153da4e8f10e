import { TrellisError } from "@trellis/protocol";
import { uuidOf } from "../jobs/uuidOf.ts";
import type { FleetDatabase } from "../store/FleetDatabase.ts";

/** Changes with every change of what the queue holds of a task, so that no worker of another version takes it. */
const TASK_FORMAT = 1;
/** Longest task and longest result, as JSON, in bytes. */
export const MAX_TASK_BYTES = 16_384;
export const MAX_RESULT_BYTES = 262_144;

/** A task comes back whenever a worker dies or gives it back. */
const RETRIES = 1_000_000;
/** Longer than any task takes: a worker that has a task for this time hangs. */
const RUNNING_SECONDS = 21_600;
/** How long the queue keeps tasks that nobody has taken, and results. */
const KEPT_SECONDS = 86_400;

/**
 * The queue of tasks of one purpose and version. Who asks and who works must have the same version to meet in it.
 * @param purpose - small letters, at most 16.
 * @param version - at least 16 hexadecimal digits.
 */
export function taskQueueOf(purpose: string, version: string): string {
  if (!/^[a-z]{1,16}$/.test(purpose)) throw new RangeError("a purpose has 1 to 16 small letters");
  if (!/^[0-9a-f]{16,}$/.test(version)) throw new RangeError("a version has 16 hexadecimal digits or more");
  return `task-${TASK_FORMAT}-${purpose}-${version.slice(0, 16)}`;
}

/** Makes the queue, unless it is there. */
export async function makeTaskQueue({ boss }: FleetDatabase, queue: string): Promise<void> {
  await boss.createQueue(queue, {
    retryLimit: RETRIES,
    retryDelay: 0,
    expireInSeconds: RUNNING_SECONDS,
    retentionSeconds: KEPT_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
  });
}

/**
 * The number of a task, made from what it says: the same task is run once, and its result is found again after a restart.
 * @throws TRL-FLT-031 if it is too long.
 */
export function taskIdOf(queue: string, task: object): string {
  const text = JSON.stringify(task);
  if (Buffer.byteLength(text) <= MAX_TASK_BYTES) return uuidOf(`${queue} ${text}`);
  throw new TrellisError("TRL-FLT-031", `a task for the queue is longer than ${MAX_TASK_BYTES} bytes`);
}
