import { randomUUID } from "node:crypto";
import { MAX_PROOF_BYTES, TrellisError } from "@trellis/protocol";
import type { ClaimOf, ProofClaim, ProofSystem, ProveOptions, Verdict } from "@trellis/prover";
import { type ProvingJob, RULES, type Rules, StatementMaker } from "@trellis/prover";
import { contentHash, encodeJob, MAX_JOB_BYTES } from "../jobs/encodeJob.ts";
import { NOT_URGENT, priorityOf } from "../jobs/priorityOf.ts";
import { JOB_FORMAT, jobIdOf, keySetText, type QueuedJob, queueOf } from "../jobs/QueuedJob.ts";
import { distrust } from "../store/agentRows.ts";
import { putContent, readContent } from "../store/contents.ts";
import { FleetDatabase } from "../store/FleetDatabase.ts";
import { type Failure, judgeOutcome, type Outcome, readOutcomes } from "../store/outcomes.ts";
import { makeQueues, offerJob, withdrawJob } from "../store/queue.ts";
import { type FleetReport, FleetWatch } from "./FleetWatch.ts";
import { WantedJob } from "./WantedJob.ts";

/** Failures of one job, by any agents, after which it is given up. */
const MOST_FAILURES = 3;
/** How long an agent that handed over a wrong proof is not used. */
const DISTRUST_MS = 600_000;
/** Most jobs of one node that wait for a proof. */
const MAX_WANTED = 8_192;

export interface FleetProofSystemInit {
  /** Checks what agents hand over, and makes the rare proofs of contests, which only L1 can check. */
  readonly local: ProofSystem<Rules>;
  /** `postgres://user:password@host/database`; never shown. */
  readonly url: string;
  /** Name of the node. */
  readonly name: string;
  /** Milliseconds between looks at the fleet. */
  readonly beatMs: number;
  /** How long an agent that handed over a wrong proof is not used, milliseconds. */
  readonly distrustMs?: number;
  /** Told of the fleet at each look. */
  readonly onReport?: (report: FleetReport) => void;
  /** Told of each attempt's end. */
  readonly onOutcome?: (outcome: "proof" | "failure" | "refused") => void;
  /** Told of wrong proofs and of what goes wrong in the background. */
  readonly onFault: (error: TrellisError) => void;
}

/** Proofs made by a fleet of agents, by way of a queue in Postgres. Each proof is checked here before anybody sees it. */
export class FleetProofSystem implements ProofSystem<Rules> {
  readonly name: "ultrahonk" | "simulated";
  readonly #init: FleetProofSystemInit;
  readonly #id = randomUUID();
  readonly #statements = new StatementMaker<Rules>(RULES);
  /** By the job's number. */
  readonly #wanted = new Map<string, WantedJob>();
  #database: FleetDatabase | undefined;
  #watch: FleetWatch | undefined;

  constructor(init: FleetProofSystemInit) {
    this.#init = init;
    this.name = init.local.name;
  }

  get vkSetHash(): bigint {
    return this.#init.local.vkSetHash;
  }

  /** How many proofs of this node the fleet can make at the same time now: 0 if it cannot make every kind. */
  machines(): number {
    return this.#watch?.machines() ?? 0;
  }

  /** @throws as the local proof system does; TRL-FLT-002, TRL-FLT-003 for the database. */
  async start(): Promise<void> {
    const { local, url, name, beatMs, onFault, onReport } = this.#init;
    await local.start();
    const database = await FleetDatabase.open({ url, onFault, supervises: true });
    this.#database = database;
    const keySet = keySetText(local.vkSetHash);
    await makeQueues(database, keySet);
    database.onNotice(({ about, job }) => {
      if (about === "outcome") this.#wanted.get(job)?.look();
    });
    this.#watch = new FleetWatch(database, {
      node: { id: this.#id, name, keySet, beatMs },
      isOwn: (job) => this.#wanted.has(job),
      onReport: (report) => {
        // A notice may have got lost.
        for (const wanted of this.#wanted.values()) wanted.look();
        onReport?.(report);
      },
      onFault,
    });
    await this.#watch.start();
  }

  /** Jobs stay in the queue: a node that starts again finds their proofs. */
  async stop(): Promise<void> {
    const [database, watch] = [this.#database, this.#watch];
    this.#database = undefined;
    this.#watch = undefined;
    const reason = stopped();
    for (const wanted of this.#wanted.values()) wanted.abort(reason, true);
    await Promise.all([...this.#wanted.values()].map(({ settled }) => settled));
    await this.#statements.stop();
    await watch?.stop();
    await database?.close();
    await this.#init.local.stop();
  }

  /**
   * @throws TRL-PRV-150 for a job that its circuit would refuse, TRL-PRV-151 for a child whose proof is not valid; TRL-FLT-020 if agents
   * failed at it several times, -021 if too many jobs wait, -002 if the database does not answer; the signal's reason.
   */
  async prove<Job extends ProvingJob>(job: Job, options: ProveOptions = {}): Promise<ClaimOf<Job, Rules>> {
    const { signal, urgency = NOT_URGENT } = options;
    signal?.throwIfAborted();
    const database = this.#started();
    const statement = await this.#statements.make(job, this.vkSetHash, signal);
    if (this.#database !== database) throw stopped();
    const encoded = encodeJob(job);
    if (encoded.length > MAX_JOB_BYTES) throw tooLarge(encoded.length);
    const { kind } = job;
    const content: QueuedJob = {
      format: JOB_FORMAT,
      keySet: keySetText(this.vkSetHash),
      kind,
      input: contentHash(encoded),
    };
    const id = jobIdOf(content);
    let wanted = this.#wanted.get(id);
    if (wanted === undefined) {
      if (this.#wanted.size >= MAX_WANTED) throw tooMany();
      const offer = { job: id, content, priority: priorityOf(urgency) };
      wanted = new WantedJob({
        offer: () =>
          database.transaction(async (tx) => {
            await putContent(tx, encoded);
            await offerJob(database, tx, offer);
          }),
        look: async () => {
          for (const outcome of await readOutcomes(database, id)) {
            const proof = await this.#judge(database, job, statement, outcome, wanted!);
            if (proof !== undefined) return proof;
          }
          return undefined;
        },
        withdraw: () =>
          database.transaction((tx) => withdrawJob(database, tx, queueOf(kind, content.keySet), id)),
        onFault: this.#init.onFault,
        onEnd: () => this.#wanted.delete(id),
      });
      this.#wanted.set(id, wanted);
    }
    const proof = await wanted.wait(signal);
    return { ...statement, proof } as ClaimOf<Job, Rules>;
  }

  /** Made here: nobody but L1 could check such a proof of an agent. @throws as the local proof system does. */
  proveForL1<Job extends ProvingJob>(job: Job, options: ProveOptions = {}): Promise<ClaimOf<Job, Rules>> {
    return this.#init.local.proveForL1(job, options);
  }

  verify(
    claim: ProofClaim<Rules>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Verdict> {
    return this.#init.local.verify(claim, options);
  }

  /** @returns the proof, if the outcome is a good one. @throws if the job is to be given up. */
  async #judge(
    database: FleetDatabase,
    job: ProvingJob,
    statement: ReturnType<typeof RULES.statementOf>,
    { id, agent, proof: hash, failure }: Outcome,
    wanted: WantedJob,
  ): Promise<Uint8Array | undefined> {
    const { onFault, onOutcome } = this.#init;
    if (hash === null) {
      await judgeOutcome(database, id, failure === null ? "refused" : "checked");
      onOutcome?.("failure");
      if (failure !== null) await this.#noteFailure(job, agent, failure, wanted);
      await wanted.offer();
      return undefined;
    }
    const proof = await readContent(database, hash);
    if (proof === undefined || proof.length > MAX_PROOF_BYTES) {
      // Damaged or gone. Nobody can say who did it.
      await judgeOutcome(database, id, "refused");
      onOutcome?.("refused");
      await wanted.offer();
      return undefined;
    }
    const verdict = await this.verify({ ...statement, proof } as ProofClaim<Rules>);
    if (verdict !== "invalid") {
      await judgeOutcome(database, id, "checked");
      onOutcome?.("proof");
      return proof;
    }
    await judgeOutcome(database, id, "refused");
    await distrust(database, agent, this.#init.distrustMs ?? DISTRUST_MS);
    onOutcome?.("refused");
    onFault(wrongProof(agent));
    await wanted.offer();
    return undefined;
  }

  /** @throws the failure, if another agent would fail alike or several have failed. */
  async #noteFailure(job: ProvingJob, agent: string, failure: Failure, wanted: WantedJob): Promise<void> {
    const { code, message, node } = failure;
    if (code === "TRL-PRV-151" && node !== undefined && job.kind !== "leaf") {
      const child = [job.left, job.right].find(
        ({ outputs }) => outputs.node.depth === node.depth && outputs.node.index === node.index,
      );
      const kind = child?.outputs.node.depth === child?.outputs.treeDepth ? "leaf" : "merge";
      // An agent's word that a child's proof is bad is not enough: the proof would be dropped.
      if (child !== undefined && (await this.verify({ kind, ...child })) === "invalid") {
        throw new TrellisError(code, "a child's proof is invalid: get another", { ...node });
      }
    }
    if (code === "TRL-PRV-161" && job.kind !== "leaf") {
      throw new TrellisError(
        code,
        "the proof that was made is invalid: a child's proof does not hold; get both children anew",
      );
    }
    if (++wanted.failures < MOST_FAILURES) return;
    throw new TrellisError(
      "TRL-FLT-020",
      `${MOST_FAILURES} attempts of the fleet to prove a node failed, the last with ${message.startsWith(code) ? message : `${code}: ${message}`}`,
      { agent, code },
    );
  }

  #started(): FleetDatabase {
    if (this.#database !== undefined) return this.#database;
    throw new TrellisError("TRL-PRV-141", "the proof system is not running: start it first");
  }
}

const stopped = (): TrellisError => new TrellisError("TRL-PRV-142", "the proof system was stopped");
const wrongProof = (agent: string): TrellisError =>
  new TrellisError(
    "TRL-FLT-022",
    `agent ${agent} handed over a proof that does not verify: it is not used for a time, and another makes the proof; check its machine's memory and who runs it`,
    { agent },
  );
const tooMany = (): TrellisError =>
  new TrellisError("TRL-FLT-021", `more than ${MAX_WANTED} proofs are waited for: try again later`);
const tooLarge = (bytes: number): TrellisError =>
  new TrellisError("TRL-FLT-023", `a proving job of ${bytes} bytes does not fit into the queue`, { bytes });
