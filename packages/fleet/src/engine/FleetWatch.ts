import { setTimeout as delay } from "node:timers/promises";
import { type NodeKind, TrellisError } from "@trellis/protocol";
import { KINDS } from "../jobs/QueuedJob.ts";
import { type AgentRow, ALIVE, placesOf, readAgents } from "../store/agentRows.ts";
import { databaseFault } from "../store/databaseFault.ts";
import type { FleetDatabase } from "../store/FleetDatabase.ts";
import { beatNode, type NodeRow } from "../store/nodeRows.ts";
import { releaseJob } from "../store/queue.ts";
import { removeOld } from "../store/removeOld.ts";
import { SCHEMA } from "../store/tables.ts";

/** A view of the fleet that is older than so many beats says nothing. */
const FRESH_BEATS = 4;
/** Holds of dead agents that are ended at one look. */
const MAX_REAPED = 256;
const CLEAN_MS = 600_000;

/** The fleet as a node sees it. */
export interface FleetReport {
  /** Agents that are alive, trusted, and prove with the node's keys. */
  readonly agents: number;
  /** Proofs that they can make at the same time, by kind. */
  readonly places: Readonly<Record<NodeKind, number>>;
  /** Jobs under way for this node, and for other nodes. */
  readonly running: number;
  readonly others: number;
}

export interface FleetWatchInit {
  readonly node: NodeRow;
  /** Whether this node waits for a job's proof. */
  readonly isOwn: (job: string) => boolean;
  readonly onReport: (report: FleetReport) => void;
  readonly onFault: (error: TrellisError) => void;
}

/** Looks at the fleet in regular turns: who is alive, and what dead agents have left. */
export class FleetWatch {
  readonly #database: FleetDatabase;
  readonly #init: FleetWatchInit;
  readonly #ends = new AbortController();
  #looking: Promise<void> | undefined;
  #last: { readonly at: number; readonly report: FleetReport } | undefined;
  #cleanedAt = Number.NEGATIVE_INFINITY;

  constructor(database: FleetDatabase, init: FleetWatchInit) {
    this.#database = database;
    this.#init = init;
  }

  /** @throws TRL-FLT-002. */
  async start(): Promise<void> {
    await this.#look();
    this.#looking = this.#repeat();
  }

  async stop(): Promise<void> {
    this.#ends.abort();
    await this.#looking;
  }

  /** Proofs of this node that the fleet can make at the same time. A node of any kind may be asked of a seat, so each kind must have a place. */
  machines(): number {
    if (this.#last === undefined) return 0;
    const { at, report } = this.#last;
    if (performance.now() - at > FRESH_BEATS * this.#init.node.beatMs) return 0;
    const { places, others } = report;
    if (KINDS.some((kind) => places[kind] === 0)) return 0;
    return Math.max(0, Math.max(...KINDS.map((kind) => places[kind])) - others);
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#ends;
    let wasFaulty = false;
    while (!signal.aborted) {
      await delay(this.#init.node.beatMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#look();
        wasFaulty = false;
      } catch (error) {
        // One problem for an outage, however long it takes.
        if (!wasFaulty) this.#init.onFault(error instanceof TrellisError ? error : databaseFault(error));
        wasFaulty = true;
      }
    }
  }

  async #look(): Promise<void> {
    const { node, isOwn, onReport } = this.#init;
    await beatNode(this.#database, node);
    await this.#reap();
    const agents = await readAgents(this.#database);
    const claims = await this.#database.query(`select job from ${SCHEMA}.claims limit 65536`);
    const running = claims.filter(({ job }) => isOwn(String(job))).length;
    const report: FleetReport = {
      agents: agents.filter((agent) => isUsable(agent, node.keySet)).length,
      places: placesOf(agents, node.keySet),
      running,
      others: claims.length - running,
    };
    this.#last = { at: performance.now(), report };
    onReport(report);
    if (performance.now() - this.#cleanedAt < CLEAN_MS) return;
    this.#cleanedAt = performance.now();
    await removeOld(this.#database);
  }

  /** Ends the holds of agents that are dead or distrusted, so that others take their jobs. */
  async #reap(): Promise<void> {
    const holds = await this.#database.query(
      `select job, queue, attempt from ${SCHEMA}.claims where agent not in
         (select id from ${SCHEMA}.agents where ${ALIVE} and coalesce(distrusted_until <= now(), true))
       limit ${MAX_REAPED}`,
    );
    for (const { job, queue, attempt } of holds) {
      const claim = { job: String(job), queue: String(queue), attempt: Number(attempt) };
      await this.#database.transaction((tx) => releaseJob(this.#database, tx, claim, false));
    }
  }
}

const isUsable = ({ facts, isAlive, isDistrusted }: AgentRow, keySet: string): boolean =>
  isAlive && !isDistrusted && facts.keySet === keySet;
