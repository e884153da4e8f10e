import { KINDS, type QueuedJob, queuedJobSchema, queueOf } from "../jobs/QueuedJob.ts";
import { type FleetDatabase, notify, type Queries } from "./FleetDatabase.ts";
import { QUEUE_SCHEMA, SCHEMA } from "./tables.ts";

/** A job comes back whenever an agent dies or gives it back. One that failed comes back if its node says so. */
const RETRIES = 1_000_000;
/** A job that nobody has taken for so long is forgotten. */
const WAITING_SECONDS = 86_400;
/** Longer than any proof takes: an agent that has a job for this time hangs. */
const RUNNING_SECONDS = 3_600;
/** How long the queue remembers jobs that have ended. */
const ENDED_SECONDS = 3_600;

/** An agent's hold of a job. */
export interface Claim {
  readonly job: string;
  readonly queue: string;
  /** Counts how often the job was taken: an earlier hold changes nothing any more. */
  readonly attempt: number;
}

/** Makes the queues of a key set. */
export async function makeQueues({ boss }: FleetDatabase, keySet: string): Promise<void> {
  for (const kind of KINDS) {
    await boss.createQueue(queueOf(kind, keySet), {
      retryLimit: RETRIES,
      retryDelay: 0,
      expireInSeconds: RUNNING_SECONDS,
      retentionSeconds: WAITING_SECONDS,
      deleteAfterSeconds: ENDED_SECONDS,
    });
  }
}

/** Offers a job to agents, unless it waits or is under way. */
export async function offerJob(
  database: FleetDatabase,
  tx: Queries,
  {
    job,
    content,
    priority,
  }: {
    readonly job: string;
    readonly content: QueuedJob;
    readonly priority: number;
  },
): Promise<void> {
  const queue = queueOf(content.kind, content.keySet);
  const [there] = await database.boss.findJobs(queue, { id: job, db: tx });
  const isOpen = there?.state === "created" || there?.state === "retry" || there?.state === "active";
  if (isOpen) return;
  if (there !== undefined) await dropJob(database, tx, queue, job);
  await database.boss.send(queue, content, { id: job, priority, db: tx });
  await notify(tx, { about: "job", job });
}

/** Takes a job out of the queue, even if an agent has it. */
export async function withdrawJob(
  database: FleetDatabase,
  tx: Queries,
  queue: string,
  job: string,
): Promise<void> {
  await dropJob(database, tx, queue, job);
  await notify(tx, { about: "withdrawn", job });
}

async function dropJob({ boss }: FleetDatabase, tx: Queries, queue: string, job: string): Promise<void> {
  await boss.deleteJob(queue, job, { db: tx });
  await tx.query(`delete from ${SCHEMA}.claims where job = $1`, [job]);
}

/**
 * Takes the most wanted job of some queues. An agent that is distrusted gets none.
 * @returns undefined if none waits. `content` is undefined if the row is damaged.
 */
export async function claimJob(
  { boss }: FleetDatabase,
  tx: Queries,
  queues: readonly string[],
  agent: string,
): Promise<(Claim & { readonly content: QueuedJob | undefined }) | undefined> {
  const [best] = await tx.query(
    `select name from ${QUEUE_SCHEMA}.job where name = any($1) and state < 'active'
       and not exists (select from ${SCHEMA}.agents where id = $2 and distrusted_until > now())
     order by priority desc, created_on limit 1`,
    [queues, agent],
  );
  const queue = queues.find((name) => name === best?.name);
  if (queue === undefined) return undefined;
  const [job] = await boss.fetch<unknown>(queue, { includeMetadata: true, db: tx });
  if (job === undefined) return undefined;
  const claim = { job: job.id, queue, attempt: job.retryCount };
  await tx.query(
    `insert into ${SCHEMA}.claims (job, queue, attempt, agent) values ($1, $2, $3, $4)
     on conflict (job) do update set queue = excluded.queue, attempt = excluded.attempt, agent = excluded.agent, at = now()`,
    [claim.job, queue, claim.attempt, agent],
  );
  return { ...claim, content: queuedJobSchema.safeParse(job.data).data };
}

/** Ends a hold. `isDone`: the job has ended; otherwise others may take it. @returns false if the agent no longer held it. */
export async function releaseJob(
  { boss }: FleetDatabase,
  tx: Queries,
  { job, queue, attempt }: Claim,
  isDone: boolean,
): Promise<boolean> {
  const [held] = await tx.query(
    `delete from ${SCHEMA}.claims where job = $1 and attempt = $2 returning job`,
    [job, attempt],
  );
  const id = { id: job, retryCount: attempt };
  await (isDone ? boss.complete(queue, id, null, { db: tx }) : boss.fail(queue, id, null, { db: tx }));
  if (!isDone) await notify(tx, { about: "job", job });
  return held !== undefined;
}
