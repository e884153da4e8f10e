import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TrellisError } from "@trellis/protocol";
import { BbRunner, type ProofTarget } from "../bb/BbRunner.ts";
import { ProcessLock } from "../bb/ProcessLock.ts";
import { loadCircuitKeys, toFieldElements } from "../circuits/CircuitKeys.ts";
import { CIRCUIT_NAMES, CIRCUIT_TARGETS } from "../circuits/circuit.ts";
import { StatementMaker } from "../jobs/StatementMaker.ts";
import { requireDevelopmentChain } from "../srs/developmentChain.ts";
import { type DevelopmentSrsOptions, developmentSrs } from "../srs/developmentSrs.ts";
import { ignitionSrs } from "../srs/ignitionSrs.ts";
import type { Srs } from "../srs/Srs.ts";
import { WitnessMaker } from "../witness/WitnessMaker.ts";
import { JobQueue } from "../workers/JobQueue.ts";
import { isPlausible } from "./isPlausible.ts";
import { type Checking, keyFor, ProofCheck, type VerifyOnL1 } from "./ProofCheck.ts";
import { childStatement, type ProofRules, type RuleTypes } from "./ProofRules.ts";
import type { ClaimOf, ProofClaim, ProofSystem, Verdict } from "./ProofSystem.ts";

/** Maximum number of waiting jobs. */
const MAX_WAITING_PROOFS = 64;
/** Maximum number of waiting checks: gossip can deliver many proofs at once. */
const MAX_WAITING_CHECKS = 512;

export type UltraHonkInit = {
  readonly chainId: bigint;
  /** Development: generated, or loaded from the cache. Ignition: the ceremony's SRS, with keys generated for it. */
  readonly srs:
    | ({ readonly kind: "development" } & Omit<DevelopmentSrsOptions, "signal">)
    | { readonly kind: "ignition"; readonly crsPath: string };
  /** Folder of compiled circuits; the checkout's by default. */
  readonly circuitsFolder?: string | undefined;
  /** `keys.json` generated for the SRS; the one in the folder by default. */
  readonly keysPath?: string | undefined;
  /** Threads of each proof; by default all of the machine. */
  readonly threads?: number | undefined;
  /** Maximum number of concurrent proofs; each takes about 2 GB. One by default. */
  readonly concurrency?: number | undefined;
  /** Time limit of a proof's step, milliseconds; ten minutes by default. */
  readonly timeoutMs?: number | undefined;
  /** Whether to prepare for proving at the start. This takes a few seconds that the first proof then saves. */
  readonly warmUp?: boolean | undefined;
  /**
   * File of a lock. Processes of one machine with the same file prove one after the other, each with all cores. Two proofs at once take
   * longer than two in sequence.
   */
  readonly machineLock?: string | undefined;
  /** Folder that keeps each proof's witness as `<kind>-<n>.gz`, to prove it again by hand. It contains the prover's vote, but no key. */
  readonly keepWitnesses?: string | undefined;
  /** Checks block proofs on the development SRS, which only the EVM can check. */
  readonly verifyOnL1?: VerifyOnL1 | undefined;
};

/**
 * Real proofs of any version's circuits: UltraHonk by the native prover.
 *
 * On the Ignition SRS every check is final. On the development SRS, bb's verifier can check everything except the last pairing, because
 * Ignition's G2 point is built into it. A proof that fails an earlier check is invalid. Trellis checks with a pairing of its own what a
 * merge or root leaves open of the proofs below it. The rest is deferred to the proof above or, for a block or a contest, to L1.
 */
export class HonkProofSystem<V extends RuleTypes> implements ProofSystem<V> {
  readonly name = "ultrahonk";
  readonly #rules: ProofRules<V>;
  readonly #init: UltraHonkInit;
  readonly #proofs: JobQueue;
  readonly #checks: JobQueue;
  readonly #statements: StatementMaker<V>;
  readonly #witnesses = new WitnessMaker();
  readonly #check: ProofCheck;
  readonly #pending = new Set<Promise<unknown>>();
  #life = new AbortController();
  #starting: Promise<Checking> | undefined;
  #running: Checking | undefined;
  #kept = 0;

  /** @throws TRL-PRV-140 for the development SRS on a chain that is not a local development chain. */
  constructor(rules: ProofRules<V>, init: UltraHonkInit) {
    if (init.srs.kind === "development") requireDevelopmentChain(init.chainId, "the development SRS");
    this.#rules = rules;
    this.#statements = new StatementMaker(rules);
    this.#init = init;
    this.#proofs = new JobQueue({
      name: "proofs",
      concurrency: init.concurrency ?? 1,
      maxWaiting: MAX_WAITING_PROOFS,
    });
    this.#checks = new JobQueue({ name: "checks", concurrency: 2, maxWaiting: MAX_WAITING_CHECKS });
    this.#check = new ProofCheck({ verifyOnL1: init.verifyOnL1, maxWaiting: MAX_WAITING_CHECKS });
  }

  /** @throws TRL-PRV-141 before {@link start}. */
  get vkSetHash(): bigint {
    return this.#started().keys.vkSetHash;
  }

  /** The SRS in use. @throws TRL-PRV-141 before {@link start}. */
  get srs(): Srs {
    return this.#started().srs;
  }

  /** @throws as {@link developmentSrs} or {@link ignitionSrs}, {@link loadCircuitKeys} and {@link BbRunner} do. */
  async start(): Promise<void> {
    if (this.#running !== undefined) return;
    if (this.#starting === undefined) {
      this.#life = new AbortController();
      this.#starting = this.#track(() => this.#prepare(this.#life.signal));
    }
    const starting = this.#starting;
    try {
      const running = await starting;
      this.#life.signal.throwIfAborted();
      if (this.#starting === starting) this.#running = running;
    } finally {
      if (this.#starting === starting) this.#starting = undefined;
    }
  }

  async #prepare(signal: AbortSignal): Promise<Checking> {
    const { keysPath, threads, timeoutMs } = this.#init;
    const folder = this.#init.circuitsFolder ?? this.#rules.circuits.folder;
    const srs =
      this.#init.srs.kind === "development"
        ? await developmentSrs({ ...this.#init.srs, signal })
        : await ignitionSrs(this.#init.srs);
    const keys = await loadCircuitKeys({ g2Words: srs.g2Words, folder, keysPath });
    if (this.#init.warmUp === true) {
      for (const kind of CIRCUIT_NAMES) await this.#witnesses.warmUp(keys[kind].circuitPath, signal);
    }
    signal.throwIfAborted();
    return { srs, keys, bb: new BbRunner({ srs, threads, timeoutMs }) };
  }

  async stop(): Promise<void> {
    this.#running = undefined;
    this.#life.abort(new TrellisError("TRL-PRV-142", "the proof system was stopped", {}));
    await Promise.allSettled(this.#pending);
    await Promise.all([this.#statements.stop(), this.#witnesses.stop(), this.#check.stop()]);
  }

  /**
   * @throws TRL-PRV-150 for a job that its circuit would refuse, TRL-PRV-151 for a child whose proof is not valid, TRL-PRV-160 and
   * -161 if the result fails its own check, TRL-PRV-122 if too many wait; and as {@link BbRunner.prove} does.
   */
  async prove<Job extends V["job"]>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job, V>> {
    return this.#run(job, CIRCUIT_TARGETS[job.kind], options.signal);
  }

  /** @throws as {@link prove} does. */
  async proveForL1<Job extends V["job"]>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job, V>> {
    return this.#run(job, "evm-no-zk", options.signal);
  }

  async verify(
    claim: ProofClaim<V>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Verdict> {
    const running = this.#started();
    const signal = this.#signal(options.signal);
    return this.#track(() => this.#checks.run(() => this.#verify(running, claim, signal), signal));
  }

  async #run<Job extends V["job"]>(
    job: Job,
    target: ProofTarget,
    own: AbortSignal | undefined,
  ): Promise<ClaimOf<Job, V>> {
    const running = this.#started();
    const signal = this.#signal(own);
    return this.#track(() =>
      this.#proofs.run(() => this.#prove(running, job, target, signal), signal),
    ) as Promise<ClaimOf<Job, V>>;
  }

  /** Proves for `target` and checks the proof. */
  async #prove(
    running: Checking,
    job: V["job"],
    target: ProofTarget,
    signal: AbortSignal,
  ): Promise<ProofClaim<V>> {
    const { keys, bb } = running;
    const { kind } = job;
    const statement = await this.#statements.make(job, keys.vkSetHash, signal);
    if (job.kind !== "leaf") {
      for (const side of ["left", "right"] as const) {
        const { outputs, proof } = job[side];
        const claim = { ...childStatement(outputs), proof };
        if ((await this.#verify(running, claim, signal)) === "invalid") {
          throw new TrellisError("TRL-PRV-151", `the ${side} child's proof is invalid: get another`, {
            ...outputs.node,
          });
        }
      }
    }
    const expected = this.#rules.fieldsOf(statement);
    const { circuitPath } = keys[kind];
    const { witness, outputs: solved } = await this.#witnesses.make(
      { circuitPath, inputs: this.#rules.inputsOf(job, keys) },
      signal,
    );
    requireSame("the circuit's outputs", expected, solved);
    await this.#keep(kind, witness);
    const vk = keyFor(keys[kind], target);
    const made = await this.#alone(signal, () => bb.prove({ circuitPath, witness, vk, target, signal }));
    requireSame("the proof's public inputs", expected, toFieldElements(made.publicInputs));

    const proven = { kind, inputs: expected, proof: made.proof, target };
    if ((await this.#check.verdict(running, proven, signal)) === "invalid") {
      throw new TrellisError(
        "TRL-PRV-161",
        kind === "leaf"
          ? "the proof that was made is invalid: check the machine's memory"
          : "the proof that was made is invalid: a child's proof does not hold; get both children anew",
        { kind },
      );
    }
    return { ...statement, proof: made.proof };
  }

  async #verify(running: Checking, claim: ProofClaim<V>, signal: AbortSignal): Promise<Verdict> {
    if (!isPlausible(claim, running.keys.vkSetHash)) return "invalid";
    const { kind, proof } = claim;
    const inputs = this.#rules.fieldsOf(claim);
    const target = CIRCUIT_TARGETS[kind];
    return this.#check.verdict(running, { kind, inputs, proof, target }, signal);
  }

  async #alone<Result>(signal: AbortSignal, job: () => Promise<Result>): Promise<Result> {
    const { machineLock } = this.#init;
    if (machineLock === undefined) return job();
    const lock = await ProcessLock.acquire(machineLock, { signal });
    try {
      return await job();
    } finally {
      lock.release();
    }
  }

  async #keep(kind: string, witness: Uint8Array): Promise<void> {
    const { keepWitnesses } = this.#init;
    if (keepWitnesses === undefined) return;
    await writeFile(join(keepWitnesses, `${kind}-${process.pid}-${this.#kept++}.gz`), witness, {
      mode: 0o600,
    });
  }

  #started(): Checking {
    if (this.#running === undefined) {
      throw new TrellisError("TRL-PRV-141", "the proof system is not running: start it first", {});
    }
    return this.#running;
  }

  #signal(own: AbortSignal | undefined): AbortSignal {
    return own === undefined ? this.#life.signal : AbortSignal.any([own, this.#life.signal]);
  }

  /** Runs a job that {@link stop} waits for. */
  async #track<Result>(job: () => Promise<Result>): Promise<Result> {
    const promise = job();
    this.#pending.add(promise);
    try {
      return await promise;
    } finally {
      this.#pending.delete(promise);
    }
  }
}

/** Detects circuits that differ from the rules. */
function requireSame(what: string, expected: readonly bigint[], actual: readonly bigint[] | undefined): void {
  const field = expected.findIndex((value, i) => value !== actual?.[i]);
  if (field !== -1 || actual?.length !== expected.length) {
    throw new TrellisError("TRL-PRV-160", `${what} are not what the rules give: report this`, { field });
  }
}
