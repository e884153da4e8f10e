import type { NodeKind } from "@trellis/protocol";
import { z } from "zod";
import { uuidOf } from "./uuidOf.ts";

/** Changes with every change of how a job is encoded, so that no agent of another version takes it. */
export const JOB_FORMAT = 1;

/** The kinds of nodes, those nearest to the block's proof first. */
export const KINDS: readonly NodeKind[] = ["root", "merge", "leaf"];

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);

/** What the queue holds of a job. */
export const queuedJobSchema = z.strictObject({
  format: z.literal(JOB_FORMAT),
  /** P6.4: of the keys that must prove it. */
  keySet: hash,
  kind: z.enum(["leaf", "merge", "root"]),
  /** Hash of the encoded job, which stands among the contents. */
  input: hash,
});

/** What the queue holds of a job. */
export type QueuedJob = z.output<typeof queuedJobSchema>;

/** The queue of the jobs of one kind and one key set. */
export function queueOf(kind: NodeKind, keySet: string): string {
  return `prove-${JOB_FORMAT}-${kind}-${keySet.slice(2, 18)}`;
}

/** The number of a job, made from what it says. So the same job is never made twice, and is found again after a restart. */
export function jobIdOf(job: QueuedJob): string {
  return uuidOf(`${job.format} ${job.keySet} ${job.kind} ${job.input}`);
}

/** The hash of a key set as text, 0x and 64 digits. */
export const keySetText = (vkSetHash: bigint): string => `0x${vkSetHash.toString(16).padStart(64, "0")}`;
