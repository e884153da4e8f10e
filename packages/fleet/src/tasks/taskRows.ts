import { z } from "zod";
import { type FleetDatabase, notify, type Queries } from "../store/FleetDatabase.ts";
import { type Failure, failureSchema } from "../store/outcomes.ts";
import { QUEUE_SCHEMA } from "../store/tables.ts";
import { MAX_RESULT_BYTES } from "./taskQueue.ts";

/** Results that are read at one time. */
const MAX_READ = 64;
/** Holds of dead workers that are ended at one time. */
const MAX_FREED = 256;

/** The result of a worker. Anybody who has the database's URL can write one, so it may be anything. */
export interface TaskOutcome {
  /** What the worker calls itself; undefined if the row is damaged or too long. */
  readonly worker: string | undefined;
  /** Undefined after a failure. */
  readonly result?: unknown;
  readonly failure?: Failure | undefined;
}

/** A worker's hold of a task. */
export interface TaskHold {
  readonly id: string;
  /** Counts how often the task was taken: an earlier hold changes nothing any more. */
  readonly attempt: number;
}

const outputSchema = z.strictObject({
  worker: z.uuid(),
  result: z.unknown().optional(),
  failure: failureSchema.optional(),
});
const endedRow = z.object({ id: z.uuid(), output: outputSchema.nullable().catch(null) });
const stateRow = z.object({ id: z.uuid(), state: z.string() });
const holdRow = z.object({ id: z.uuid(), attempt: z.number().int().min(0) });

/** Results of some tasks that have ended, at most 64. */
export async function readEnded(
  queries: Queries,
  queue: string,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly outcome: TaskOutcome }[]> {
  const rows = await queries.query(
    `select id::text, case when octet_length(output::text) <= $3 then output end as output
     from ${QUEUE_SCHEMA}.job where name = $1 and id = any($2::uuid[]) and state = 'completed' limit ${MAX_READ}`,
    [queue, ids, MAX_RESULT_BYTES],
  );
  return rows.map((row) => {
    const { id, output } = endedRow.parse(row);
    return { id, outcome: output ?? { worker: undefined } };
  });
}

/** Which of some tasks must be offered (again): nobody has offered them, or they were cancelled. */
export async function readMissing(
  database: FleetDatabase,
  queue: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await database.query(
    `select id::text, state::text from ${QUEUE_SCHEMA}.job where name = $1 and id = any($2::uuid[])`,
    [queue, ids],
  );
  const states = new Map(rows.map((row) => stateRow.parse(row)).map(({ id, state }) => [id, state]));
  const isOver = (id: string): boolean => ["failed", "cancelled"].includes(states.get(id) ?? "");
  const over = ids.filter(isOver);
  if (over.length > 0) await database.boss.deleteJob(queue, over);
  return ids.filter((id) => !states.has(id) || isOver(id));
}

/** Whether tasks of the same purpose and of another version wait. */
export async function othersWait(queries: Queries, queue: string): Promise<boolean> {
  const [row] = await queries.query(
    `select exists (select from ${QUEUE_SCHEMA}.job where state < 'active' and name <> $1
       and split_part(name, '-', 1) = 'task' and split_part(name, '-', 3) = split_part($1, '-', 3)) as wait`,
    [queue],
  );
  return row?.wait === true;
}

/** Takes the holds from workers that have given no sign of life for a time, so that others take their tasks. */
export async function freeOfDead(database: FleetDatabase, queue: string, silentMs: number): Promise<void> {
  const rows = await database.query(
    `select id::text, retry_count as attempt from ${QUEUE_SCHEMA}.job
     where name = $1 and state = 'active' and heartbeat_on < now() - $2 * interval '1 millisecond' limit ${MAX_FREED}`,
    [queue, silentMs],
  );
  for (const row of rows) await giveBack(database, queue, holdRow.parse(row));
}

/** Ends a hold: others may take the task. */
export async function giveBack(
  database: FleetDatabase,
  queue: string,
  { id, attempt }: TaskHold,
): Promise<void> {
  await database.transaction(async (tx) => {
    await database.boss.fail(queue, { id, retryCount: attempt }, null, { db: tx });
    await notify(tx, { about: "job", job: id });
  });
}

/** Says that a worker is alive. @returns which of its holds it still has. */
export async function beatHolds(
  database: FleetDatabase,
  queue: string,
  holds: readonly TaskHold[],
): Promise<ReadonlySet<string>> {
  if (holds.length === 0) return new Set();
  await database.boss.touch(
    queue,
    holds.map(({ id, attempt }) => ({ id, retryCount: attempt })),
  );
  return new Set(await heldOf(database, queue, holds));
}

/** Ends a task with its outcome. @returns false if the worker no longer held it. */
export function handOver(
  database: FleetDatabase,
  queue: string,
  hold: TaskHold,
  output: TaskOutcome,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [held] = await heldOf(tx, queue, [hold]);
    if (held === undefined) return false;
    await database.boss.complete(queue, { id: hold.id, retryCount: hold.attempt }, output, { db: tx });
    await notify(tx, { about: "outcome", job: hold.id });
    return true;
  });
}

async function heldOf(queries: Queries, queue: string, holds: readonly TaskHold[]): Promise<string[]> {
  const rows = await queries.query(
    `select id::text, retry_count as attempt from ${QUEUE_SCHEMA}.job
     where name = $1 and id = any($2::uuid[]) and state = 'active' for update`,
    [queue, holds.map(({ id }) => id)],
  );
  const held = new Map(rows.map((row) => holdRow.parse(row)).map(({ id, attempt }) => [id, attempt]));
  return holds.filter(({ id, attempt }) => held.get(id) === attempt).map(({ id }) => id);
}
