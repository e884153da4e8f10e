import { availableParallelism, totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { type NodeKind, TrellisError } from "@trellis/protocol";
import type { ProofSystem, Rules } from "@trellis/prover";
import { decodeJob } from "../jobs/decodeJob.ts";
import { KINDS, keySetText, type QueuedJob, queueOf } from "../jobs/QueuedJob.ts";
import { type AgentFacts, beatAgent } from "../store/agentRows.ts";
import { putContent, readContent } from "../store/contents.ts";
import type { FleetDatabase, Queries } from "../store/FleetDatabase.ts";
import { otherKeySets } from "../store/nodeRows.ts";
import { addOutcome, failureOf } from "../store/outcomes.ts";
import { type Claim, claimJob, releaseJob } from "../store/queue.ts";
import { SCHEMA } from "../store/tables.ts";
import { MeanSeconds } from "./MeanSeconds.ts";

/** Pauses after the database did not answer, milliseconds. */
const RETRY = { firstMs: 250, mostMs: 10_000 };

/** What an agent works with. */
export interface ProverAgentComponents {
  readonly database: FleetDatabase;
  /** Started. It needs no key: a job has the vote's signature already. */
  readonly proofs: ProofSystem<Rules>;
  /** Told of each job's end, and of what goes wrong. */
  readonly report: (event: AgentEvent) => void;
}

export interface ProverAgentInit {
  /** A UUID, new with each process. */
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly NodeKind[];
  /** Proofs made at the same time. */
  readonly jobs: number;
  /** Milliseconds between signs of life. An agent that misses three of them is dead to the nodes. */
  readonly beatMs: number;
}

/** What an agent tells while it runs. */
export type AgentEvent =
  | {
      readonly event: "proved" | "withdrawn" | "given back";
      readonly kind: NodeKind;
      readonly seconds: number;
    }
  | { readonly event: "failed"; readonly kind: NodeKind; readonly error: unknown }
  | { readonly event: "distrusted" | "trusted" }
  | { readonly event: "fault"; readonly error: unknown };

interface Running {
  readonly claim: Claim;
  readonly kind: NodeKind;
  readonly withdrawn: AbortController;
  readonly done: Promise<void>;
}

/** Takes jobs out of the queue, proves them, checks the proofs and hands them over. */
export class ProverAgent {
  readonly #parts: ProverAgentComponents;
  readonly #init: ProverAgentInit;
  readonly #keySet: string;
  readonly #queues: readonly string[];
  readonly #means = new MeanSeconds();
  readonly #running = new Map<string, Running>();
  readonly #ends = new AbortController();
  readonly #startedAt = Date.now();
  #filling: Promise<void> | undefined;
  #fillAgain = false;
  #isDistrusted = false;
  #isDraining = false;
  #proved = 0;
  #failed = 0;
  #beating: Promise<void> | undefined;

  constructor(parts: ProverAgentComponents, init: ProverAgentInit) {
    this.#parts = parts;
    this.#init = init;
    this.#keySet = keySetText(parts.proofs.vkSetHash);
    this.#queues = KINDS.filter((kind) => init.kinds.includes(kind)).map((kind) =>
      queueOf(kind, this.#keySet),
    );
  }

  /**
   * Joins the fleet and begins to take jobs.
   * @throws TRL-FLT-004 if all nodes of the fleet need proofs of other keys; TRL-FLT-002.
   */
  async start(): Promise<void> {
    const { database } = this.#parts;
    const { own, others } = await otherKeySets(database, this.#keySet);
    if (own === 0 && others > 0) throw wrongKeySet(this.#keySet);
    await this.#beatOnce();
    database.onNotice(({ about, job }) => {
      if (about === "job") this.#fill();
      if (about === "withdrawn") this.#withdraw(job);
    });
    this.#beating = this.#beat();
    this.#fill();
  }

  /** Takes no more jobs. Resolves when those under way have been handed over. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await this.#filling;
    await this.#beatOnce().catch((error: unknown) => this.#fault(error));
    while (this.#running.size > 0 && !this.#ends.signal.aborted) {
      await Promise.race([...this.#running.values()].map(({ done }) => done));
    }
  }

  /** Ends all proofs and gives their jobs back. Leaves nothing running. */
  async stop(): Promise<void> {
    this.#isDraining = true;
    this.#ends.abort(new Error("the agent ends"));
    await this.#filling;
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    await this.#beating;
    const { database } = this.#parts;
    await database
      .query(`delete from ${SCHEMA}.agents where id = $1 and distrusted_until is null`, [this.#init.id])
      .catch(() => {});
  }

  async #beat(): Promise<void> {
    const { signal } = this.#ends;
    let wasFaulty = false;
    while (!signal.aborted) {
      await delay(this.#init.beatMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#beatOnce();
        wasFaulty = false;
      } catch (error) {
        // One line for an outage, however long it takes.
        if (!wasFaulty) this.#fault(error);
        wasFaulty = true;
      }
      // A notice may have got lost.
      this.#fill();
    }
  }

  async #beatOnce(): Promise<void> {
    const { database, report } = this.#parts;
    const { id, beatMs } = this.#init;
    const held = [...this.#running.values()];
    const { isDistrusted } = await beatAgent(database, id, this.#facts(), beatMs);
    if (isDistrusted !== this.#isDistrusted) report({ event: isDistrusted ? "distrusted" : "trusted" });
    this.#isDistrusted = isDistrusted;
    if (held.length === 0) return;
    const rows = await database.query(`select job, attempt from ${SCHEMA}.claims where agent = $1`, [id]);
    for (const { claim } of held) {
      if (!rows.some(({ job, attempt }) => job === claim.job && attempt === claim.attempt)) {
        this.#withdraw(claim.job);
      }
    }
  }

  #facts(): AgentFacts {
    const { name, kinds, jobs } = this.#init;
    return {
      name,
      kinds: [...kinds],
      jobs,
      keySet: this.#keySet,
      isDraining: this.#isDraining,
      running: this.#running.size,
      proved: this.#proved,
      failed: this.#failed,
      seconds: this.#means.all(),
      memoryBytes: totalmem(),
      cores: availableParallelism(),
      startedAt: this.#startedAt,
    };
  }

  /** Takes jobs while there is room. */
  #fill(): void {
    if (this.#filling !== undefined) {
      this.#fillAgain = true;
      return;
    }
    this.#filling = this.#takeAll()
      .catch((error: unknown) => this.#fault(error))
      .finally(() => {
        this.#filling = undefined;
        if (!this.#fillAgain) return;
        this.#fillAgain = false;
        this.#fill();
      });
  }

  async #takeAll(): Promise<void> {
    const { database } = this.#parts;
    while (!this.#isDraining && !this.#isDistrusted && this.#running.size < this.#init.jobs) {
      const taken = await database.transaction((tx) => claimJob(database, tx, this.#queues, this.#init.id));
      if (taken === undefined) return;
      this.#begin(taken, taken.content);
    }
  }

  #begin(claim: Claim, content: QueuedJob | undefined): void {
    const kind = KINDS.find((one) => queueOf(one, this.#keySet) === claim.queue)!;
    const withdrawn = new AbortController();
    const done = this.#work(claim, kind, content, withdrawn.signal).finally(() => {
      this.#running.delete(claim.job);
      this.#fill();
    });
    this.#running.set(claim.job, { claim, kind, withdrawn, done });
  }

  #withdraw(job: string): void {
    this.#running.get(job)?.withdrawn.abort(new Error("nobody wants the proof any more"));
  }

  async #work(
    claim: Claim,
    kind: NodeKind,
    content: QueuedJob | undefined,
    withdrawn: AbortSignal,
  ): Promise<void> {
    const { report } = this.#parts;
    const { job } = claim;
    const { id: agent } = this.#init;
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1_000;
    try {
      const proof = await this.#prove(kind, content, AbortSignal.any([withdrawn, this.#ends.signal]));
      const took = seconds();
      const isTaken = await this.#handOver(claim, true, withdrawn, async (tx) =>
        addOutcome(tx, { job, kind, agent, proof: await putContent(tx, proof), seconds: took }),
      );
      if (isTaken) {
        this.#proved += 1;
        this.#means.add(kind, took);
      }
      report({ event: isTaken ? "proved" : "withdrawn", kind, seconds: took });
    } catch (error) {
      if (withdrawn.aborted) {
        report({ event: "withdrawn", kind, seconds: seconds() });
        return;
      }
      const givesBack = this.#ends.signal.aborted;
      // A job that failed has ended: its node decides whether to offer it again.
      await this.#handOver(claim, !givesBack, withdrawn, async (tx) => {
        if (!givesBack)
          await addOutcome(tx, { job, kind, agent, failure: failureOf(error), seconds: seconds() });
      });
      if (!givesBack) this.#failed += 1;
      report(
        givesBack ? { event: "given back", kind, seconds: seconds() } : { event: "failed", kind, error },
      );
    }
  }

  /** @throws TRL-FLT-012 for a job of another version, -013 if its input is gone or damaged, -014 if the proof fails the check; as the proof system does. */
  async #prove(kind: NodeKind, content: QueuedJob | undefined, signal: AbortSignal): Promise<Uint8Array> {
    const { database, proofs } = this.#parts;
    if (content?.keySet !== this.#keySet || content.kind !== kind) {
      throw new TrellisError(
        "TRL-FLT-012",
        "the job is damaged, or made for other keys or another version of Trellis",
      );
    }
    const encoded = await readContent(database, content.input);
    if (encoded === undefined) {
      throw new TrellisError("TRL-FLT-013", "what the job is about is not in the database, or damaged there");
    }
    const job = decodeJob(encoded);
    if (job.kind !== kind) throw new TrellisError("TRL-FLT-012", "the job is not of the kind that it says");
    const claim = await proofs.prove(job, { signal });
    if ((await proofs.verify(claim, { signal })) === "invalid") {
      throw new TrellisError(
        "TRL-FLT-014",
        "the proof that was made here does not verify: check this machine's memory",
      );
    }
    return claim.proof;
  }

  /** Ends a hold, and tries for as long as the database does not answer: a finished proof is too expensive to lose. */
  async #handOver(
    claim: Claim,
    isDone: boolean,
    withdrawn: AbortSignal,
    write: (tx: Queries) => Promise<void>,
  ): Promise<boolean> {
    const { database } = this.#parts;
    let pauseMs = RETRY.firstMs;
    for (;;) {
      try {
        return await database.transaction(async (tx) => {
          if (!(await releaseJob(database, tx, claim, isDone))) return false;
          await write(tx);
          await tx.query("select pg_notify($1, $2)", [SCHEMA, `outcome ${claim.job}`]);
          return true;
        });
      } catch (error) {
        this.#fault(error);
        // An agent that ends does not wait: after three missed beats the job is free for others.
        if (this.#ends.signal.aborted || withdrawn.aborted) return false;
        await delay(pauseMs, undefined, { signal: this.#ends.signal }).catch(() => {});
        pauseMs = Math.min(RETRY.mostMs, 2 * pauseMs);
      }
    }
  }

  #fault(error: unknown): void {
    this.#parts.report({ event: "fault", error });
  }
}

const wrongKeySet = (keySet: string): TrellisError =>
  new TrellisError(
    "TRL-FLT-004",
    "the nodes of this fleet need proofs of other circuits or keys: run the same version of Trellis here, with the same --proofs and reference string",
    { keySet },
  );
