/** A node proven in time takes back this part of a missed one: who misses one in twenty or fewer is never stopped. */
const FORGIVEN = 0.05;

/** R6: how many claimed nodes a prover has missed of late. A fraction, because proven nodes take back a part. */
export interface OwnRecord {
  readonly missed: number;
}

/** The record of a prover that starts, or whose machine has passed a test of itself. */
export const CLEAN_RECORD: OwnRecord = { missed: 0 };

/** The record after a claimed node was proven too late or not at all. */
export function noteMissed({ missed }: OwnRecord): OwnRecord {
  return { missed: missed + 1 };
}

/** The record after a claimed node was proven in time. */
export function noteProven({ missed }: OwnRecord): OwnRecord {
  return { missed: Math.max(0, missed - FORGIVEN) };
}

/**
 * R6: whether a prover goes on voting. A machine that has missed several nodes is broken or too slow, and each further one costs stake
 * and standing. It votes again with {@link CLEAN_RECORD}, once it has proven a node of its own choice in the usual time.
 * @param mostMissed - setting of the node, at least 1.
 */
export function mayVote({ missed }: OwnRecord, mostMissed: number): boolean {
  return missed < mostMissed;
}
