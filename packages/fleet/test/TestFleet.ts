import { randomUUID } from "node:crypto";
import type { ProofSystem } from "@trellis/prover";
import { type Rules, SimulatedProofSystem } from "@trellis/prover";
import pg from "pg";
import { type AgentEvent, ProverAgent, type ProverAgentInit } from "../src/agents/ProverAgent.ts";
import { FleetProofSystem, type FleetProofSystemInit } from "../src/engine/FleetProofSystem.ts";
import { FleetDatabase } from "../src/store/FleetDatabase.ts";
import { LocalPostgres } from "./LocalPostgres.ts";

const CHAIN = 31_337n;
const BEAT_MS = 500;
/** Tables and queues are made once, and copied for each test. */
const TEMPLATE = "fleet_template";

/** An agent of a test, with what it told. */
export interface TestAgent {
  readonly agent: ProverAgent;
  readonly database: FleetDatabase;
  readonly events: AgentEvent[];
  readonly id: string;
}

/** A Postgres of its own, and the nodes and agents of tests on it. */
export class TestFleet {
  readonly #postgres: LocalPostgres;
  readonly #ends: (() => Promise<void>)[] = [];
  #databases = 0;
  url = "";

  private constructor(postgres: LocalPostgres) {
    this.#postgres = postgres;
  }

  /** Removed at the end. */
  get folder(): string {
    return this.#postgres.folder;
  }

  static async start(): Promise<TestFleet> {
    const postgres = await LocalPostgres.start();
    const fleet = new TestFleet(postgres);
    fleet.url = `${postgres.origin}/${TEMPLATE}`;
    await postgres.createDatabase(TEMPLATE);
    await fleet.database();
    await fleet.end();
    return fleet;
  }

  /** A database without jobs for what follows. */
  async clear(): Promise<void> {
    await this.end();
    const name = `fleet${++this.#databases}`;
    const client = new pg.Client({ connectionString: this.#postgres.url });
    await client.connect();
    await client.query(`create database ${name} template ${TEMPLATE}`);
    await client.end();
    this.url = `${this.#postgres.origin}/${name}`;
  }

  /** A node's engine, started. */
  async node(init: Partial<FleetProofSystemInit> = {}): Promise<FleetProofSystem> {
    const node = this.newNode(init);
    await node.start();
    return node;
  }

  newNode(init: Partial<FleetProofSystemInit> = {}): FleetProofSystem {
    const node = new FleetProofSystem({
      local: simulated(),
      url: this.url,
      name: "node",
      beatMs: BEAT_MS,
      onFault: () => {},
      ...init,
    });
    this.#ends.push(() => node.stop());
    return node;
  }

  async database(): Promise<FleetDatabase> {
    const database = await FleetDatabase.open({ url: this.url, onFault: () => {}, supervises: false });
    this.#ends.push(() => database.close());
    return database;
  }

  /** An agent in this process, started unless `isWaiting`. */
  async agent(
    init: Partial<ProverAgentInit> & {
      readonly proofs?: ProofSystem<Rules>;
      readonly isWaiting?: boolean;
      readonly onEvent?: (event: AgentEvent) => void;
    } = {},
  ): Promise<TestAgent> {
    const { proofs = simulated(), isWaiting = false, onEvent, ...rest } = init;
    const database = await this.database();
    const events: AgentEvent[] = [];
    await proofs.start();
    const id = rest.id ?? randomUUID();
    const report = (event: AgentEvent): void => {
      events.push(event);
      onEvent?.(event);
    };
    const agent = new ProverAgent(
      { database, proofs, report },
      { name: "agent", kinds: ["leaf", "merge", "root"], jobs: 1, beatMs: BEAT_MS, ...rest, id },
    );
    this.#ends.push(async () => {
      await agent.stop();
      await proofs.stop();
    });
    if (!isWaiting) await agent.start();
    return { agent, database, events, id };
  }

  /** Ends all nodes and agents, the newest first. */
  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }

  async stop(): Promise<void> {
    await this.end();
    await this.#postgres.stop();
  }
}

/** Simulated proofs that take so long. */
export function simulated(milliseconds = 0): SimulatedProofSystem {
  return new SimulatedProofSystem({
    chainId: CHAIN,
    provingMs: { leaf: milliseconds, merge: milliseconds, root: milliseconds },
  });
}
