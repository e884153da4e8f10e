import { ALIVE } from "./agentRows.ts";
import type { Queries } from "./FleetDatabase.ts";
import { SCHEMA } from "./tables.ts";

/** A node that gives jobs to the fleet. */
export interface NodeRow {
  readonly id: string;
  readonly name: string;
  /** P6.4: hash of the keys that its rollup accepts. */
  readonly keySet: string;
  readonly beatMs: number;
}

/** Says that the node is alive. */
export async function beatNode(queries: Queries, { id, name, keySet, beatMs }: NodeRow): Promise<void> {
  await queries.query(
    `insert into ${SCHEMA}.nodes (id, name, key_set, beat_ms) values ($1, $2, $3, $4)
     on conflict (id) do update set name = excluded.name, key_set = excluded.key_set, beat_ms = excluded.beat_ms, beat_at = now()`,
    [id, name, keySet, beatMs],
  );
}

/** How many nodes that are alive need proofs of a key set, and how many of others. */
export async function otherKeySets(
  queries: Queries,
  keySet: string,
): Promise<{ readonly own: number; readonly others: number }> {
  const [row] = await queries.query(
    `select count(*) filter (where key_set = $1)::int as own, count(*) filter (where key_set <> $1)::int as others
     from ${SCHEMA}.nodes where ${ALIVE}`,
    [keySet],
  );
  return { own: Number(row?.own ?? 0), others: Number(row?.others ?? 0) };
}
