import type { NodeKind } from "@trellis/protocol";
import { z } from "zod";
import type { Queries } from "./FleetDatabase.ts";
import { SCHEMA } from "./tables.ts";

const MAX_MESSAGE = 300;
/** Outcomes of one job that are looked at. */
const MAX_OUTCOMES = 64;

export const failureSchema = z.strictObject({
  code: z.string().regex(/^TRL-[A-Z0-9]+-\d{3}$/),
  message: z.string().max(MAX_MESSAGE),
  /** Of a child whose proof is said to be invalid. */
  node: z
    .strictObject({ depth: z.number().int().min(0).max(11), index: z.number().int().min(0).max(2_047) })
    .optional(),
});
const rowSchema = z.object({
  id: z.string().regex(/^\d{1,19}$/),
  agent: z.uuid(),
  proof: z.string().nullable(),
  failure: failureSchema.nullable().catch(null),
});

/** Why an attempt failed. */
export type Failure = z.output<typeof failureSchema>;

/** What became of an attempt: a proof's hash, or a failure. A row that is damaged has neither. */
export type Outcome = z.output<typeof rowSchema>;

/** Writes what became of an attempt. */
export async function addOutcome(
  tx: Queries,
  {
    job,
    kind,
    agent,
    proof,
    failure,
    seconds,
  }: {
    readonly job: string;
    readonly kind: NodeKind;
    readonly agent: string;
    readonly proof?: string;
    readonly failure?: Failure;
    readonly seconds: number;
  },
): Promise<void> {
  await tx.query(
    `insert into ${SCHEMA}.outcomes (job, kind, agent, proof, failure, seconds) values ($1, $2, $3, $4, $5, $6)`,
    [job, kind, agent, proof ?? null, failure === undefined ? null : JSON.stringify(failure), seconds],
  );
}

/** What became of a job's attempts, less what was refused, oldest first. A proof that was checked before is there again. */
export async function readOutcomes(queries: Queries, job: string): Promise<Outcome[]> {
  const rows = await queries.query(
    `select id::text, agent, proof, failure from ${SCHEMA}.outcomes
     where job = $1 and (state = 'new' or (state = 'checked' and proof is not null)) order by id limit ${MAX_OUTCOMES}`,
    [job],
  );
  return rows.flatMap((row) => {
    const parsed = rowSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Notes what was made of an outcome. */
export async function judgeOutcome(
  queries: Queries,
  id: string,
  state: "checked" | "refused",
): Promise<void> {
  await queries.query(`update ${SCHEMA}.outcomes set state = $2 where id = $1`, [id, state]);
}

/** An error as a failure: its code, and a bounded text. */
export function failureOf(error: unknown): Failure {
  const { code, message, context } = (error ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly context?: unknown;
  };
  const known = typeof code === "string" && /^TRL-[A-Z0-9]+-\d{3}$/.test(code);
  const node = failureSchema.shape.node.safeParse(pick(context)).data;
  return {
    code: known ? code : "TRL-FLT-011",
    message: String(message ?? error).slice(0, MAX_MESSAGE),
    ...(node === undefined ? {} : { node }),
  };
}

function pick(context: unknown): unknown {
  const { depth, index } = (context ?? {}) as { readonly depth?: unknown; readonly index?: unknown };
  return depth === undefined ? undefined : { depth, index };
}
