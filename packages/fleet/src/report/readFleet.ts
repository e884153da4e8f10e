import type { NodeKind } from "@trellis/protocol";
import { z } from "zod";
import { KINDS } from "../jobs/QueuedJob.ts";
import { type AgentRow, ALIVE, readAgents } from "../store/agentRows.ts";
import type { FleetDatabase } from "../store/FleetDatabase.ts";
import { QUEUE_SCHEMA, SCHEMA } from "../store/tables.ts";

const MAX_NODES = 256;
const MAX_FAILURES = 10;
const count = z.number().int().min(0);
const kind = z.enum(["leaf", "merge", "root"]);

const queueRow = z.object({ kind, waiting: count, running: count, oldest: z.number().nullable() });
const doneRow = z.object({ kind, proofs: count, failures: count, refused: count, seconds: z.number() });
const nodeRow = z.object({ name: z.string(), is_alive: z.boolean() });
const failureRow = z.object({ kind, agent: z.string(), code: z.string(), at: z.date() });

/** What became of one kind's jobs in the last hour, and what waits. */
export interface KindReport {
  readonly kind: NodeKind;
  readonly waiting: number;
  readonly running: number;
  /** Seconds that the oldest waiting job has waited. */
  readonly oldestSeconds: number;
  readonly proofs: number;
  readonly failures: number;
  /** Proofs that a node found to be wrong. */
  readonly refused: number;
  /** Mean seconds of a proof. */
  readonly meanSeconds: number;
}

/** The whole fleet at one moment. */
export interface FleetState {
  readonly agents: readonly AgentRow[];
  readonly nodes: readonly { readonly name: string; readonly isAlive: boolean }[];
  readonly kinds: readonly KindReport[];
  /** The newest first. */
  readonly lastFailures: readonly {
    readonly kind: NodeKind;
    readonly agent: string;
    readonly code: string;
    readonly at: Date;
  }[];
}

/** Reads the state of the fleet. Rows that are damaged are left out. @throws TRL-FLT-002. */
export async function readFleet(database: FleetDatabase): Promise<FleetState> {
  const agents = await readAgents(database);
  const nodes = rowsOf(
    nodeRow,
    await database.query(
      `select name, ${ALIVE} as is_alive from ${SCHEMA}.nodes order by beat_at desc limit ${MAX_NODES}`,
    ),
  );
  const queued = rowsOf(
    queueRow,
    await database.query(
      `select split_part(name, '-', 3) as kind, count(*) filter (where state < 'active')::int as waiting,
         count(*) filter (where state = 'active')::int as running,
         extract(epoch from now() - min(created_on) filter (where state < 'active'))::float8 as oldest
       from ${QUEUE_SCHEMA}.job where name like 'prove-%' and state <= 'active' group by 1`,
    ),
  );
  const done = rowsOf(
    doneRow,
    await database.query(
      `select kind, count(*) filter (where proof is not null and state <> 'refused')::int as proofs,
         count(*) filter (where failure is not null)::int as failures,
         count(*) filter (where proof is not null and state = 'refused')::int as refused,
         coalesce(avg(seconds) filter (where proof is not null), 0)::float8 as seconds
       from ${SCHEMA}.outcomes where at > now() - interval '1 hour' group by kind`,
    ),
  );
  const lastFailures = rowsOf(
    failureRow,
    await database.query(
      `select kind, agent::text, coalesce(failure->>'code', 'TRL-FLT-022') as code, at from ${SCHEMA}.outcomes
       where failure is not null or state = 'refused' order by id desc limit ${MAX_FAILURES}`,
    ),
  );
  return {
    agents,
    nodes: nodes.map(({ name, is_alive: isAlive }) => ({ name, isAlive })),
    kinds: KINDS.map((one) => {
      const waits = queued.find(({ kind }) => kind === one);
      const ended = done.find(({ kind }) => kind === one);
      return {
        kind: one,
        waiting: waits?.waiting ?? 0,
        running: waits?.running ?? 0,
        oldestSeconds: waits?.oldest ?? 0,
        proofs: ended?.proofs ?? 0,
        failures: ended?.failures ?? 0,
        refused: ended?.refused ?? 0,
        meanSeconds: ended?.seconds ?? 0,
      };
    }),
    lastFailures,
  };
}

function rowsOf<Schema extends z.ZodType>(schema: Schema, rows: readonly unknown[]): z.output<Schema>[] {
  return rows.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}
