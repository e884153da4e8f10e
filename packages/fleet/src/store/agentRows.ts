import type { NodeKind } from "@trellis/protocol";
import { z } from "zod";
import type { Queries } from "./FleetDatabase.ts";
import { SCHEMA } from "./tables.ts";

/** Most agents of a fleet that are looked at. */
export const MAX_AGENTS = 4_096;
/** Beats that an agent or node may miss before it counts as dead. */
export const MISSED_BEATS = 3;

const count = z.number().int().min(0).max(1e15);
const factsSchema = z.strictObject({
  name: z.string().min(1).max(64),
  kinds: z.array(z.enum(["leaf", "merge", "root"])).max(3),
  /** Proofs that it makes at the same time. */
  jobs: z.number().int().min(1).max(64),
  /** P6.4: hash of the keys that it proves with. */
  keySet: z.string().regex(/^0x[0-9a-f]{64}$/),
  isDraining: z.boolean(),
  running: count,
  proved: count,
  failed: count,
  /** Mean seconds of its last proofs, by kind. */
  seconds: z.partialRecord(z.enum(["leaf", "merge", "root"]), z.number().min(0).max(1e6)),
  memoryBytes: count,
  cores: count,
  /** Milliseconds since 1970. */
  startedAt: count,
});
const rowSchema = z.object({
  id: z.uuid(),
  facts: factsSchema,
  is_alive: z.boolean(),
  is_distrusted: z.boolean(),
});

/** What an agent tells of itself. */
export type AgentFacts = z.output<typeof factsSchema>;

/** An agent, as the fleet's database knows it. */
export interface AgentRow {
  readonly id: string;
  readonly facts: AgentFacts;
  readonly isAlive: boolean;
  /** Whether it handed over a wrong proof not long ago. */
  readonly isDistrusted: boolean;
}

/** Says that the agent is alive, and what it is. @returns whether it is trusted. */
export async function beatAgent(
  queries: Queries,
  id: string,
  facts: AgentFacts,
  beatMs: number,
): Promise<{ readonly isDistrusted: boolean }> {
  const [row] = await queries.query(
    `insert into ${SCHEMA}.agents (id, facts, beat_ms) values ($1, $2, $3)
     on conflict (id) do update set facts = excluded.facts, beat_ms = excluded.beat_ms, beat_at = now()
     returning distrusted_until > now() as is_distrusted`,
    [id, JSON.stringify(facts), beatMs],
  );
  return { isDistrusted: row?.is_distrusted === true };
}

/** All agents that have beaten within a day. A row that is damaged is left out. */
export async function readAgents(queries: Queries): Promise<AgentRow[]> {
  const rows = await queries.query(
    `select id, facts, ${ALIVE} as is_alive, coalesce(distrusted_until > now(), false) as is_distrusted
     from ${SCHEMA}.agents order by beat_at desc limit ${MAX_AGENTS}`,
  );
  return rows.flatMap((row) => {
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) return [];
    const { id, facts, is_alive: isAlive, is_distrusted: isDistrusted } = parsed.data;
    return [{ id, facts, isAlive, isDistrusted }];
  });
}

/** Whether a row of agents or nodes has beaten lately, by the database's clock. */
export const ALIVE = `(beat_at > now() - ${MISSED_BEATS} * beat_ms * interval '1 millisecond')`;

/** Takes no proof of an agent for a time. */
export async function distrust(queries: Queries, agent: string, milliseconds: number): Promise<void> {
  await queries.query(
    `update ${SCHEMA}.agents set distrusted_until = now() + $2 * interval '1 millisecond' where id = $1`,
    [agent, milliseconds],
  );
}

/** Proofs that these agents can make at the same time of each kind, for a key set. */
export function placesOf(agents: readonly AgentRow[], keySet: string): Readonly<Record<NodeKind, number>> {
  const places = { leaf: 0, merge: 0, root: 0 };
  for (const { facts, isAlive, isDistrusted } of agents) {
    if (!isAlive || isDistrusted || facts.isDraining || facts.keySet !== keySet) continue;
    for (const kind of facts.kinds) places[kind] += facts.jobs;
  }
  return places;
}
