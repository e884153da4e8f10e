import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  concatBytes,
  FIELD_MODULUS,
  type NodeKind,
  TrellisError,
  toBigInt,
  toBytes,
} from "@trellis/protocol";
import { BbRunner, type ProofTarget } from "../bb/BbRunner.ts";
import { ProcessLock } from "../bb/ProcessLock.ts";
import {
  type CircuitKey,
  type CircuitKeys,
  loadCircuitKeys,
  toFieldElements,
} from "../circuits/CircuitKeys.ts";
import { CIRCUIT_NAMES, CIRCUIT_TARGETS } from "../circuits/circuit.ts";
import { circuitInputs, INNER_PROOF_FIELDS } from "../circuits/circuitInputs.ts";
import { requireDevelopmentChain } from "../srs/developmentChain.ts";
import { type DevelopmentSrsOptions, developmentSrs } from "../srs/developmentSrs.ts";
import { ignitionSrs } from "../srs/ignitionSrs.ts";
import type { Srs } from "../srs/Srs.ts";
import { computeNodeOutputs } from "../witness/computeNodeOutputs.ts";
import { WitnessMaker } from "../witness/WitnessMaker.ts";
import { JobQueue } from "../workers/JobQueue.ts";
import { WorkerService } from "../workers/WorkerService.ts";
import { ACCUMULATOR_FIELDS } from "./accumulatorHolds.ts";
import { claimFields } from "./claimFields.ts";
import { isPlausibleClaim } from "./isPlausibleClaim.ts";
import type { ClaimOf, ProofClaim, ProofSystem, Verdict } from "./ProofSystem.ts";
import type { ProvingJob } from "./ProvingJob.ts";
import type { PairingRequest } from "./pairingWorker.ts";

/** Maximum number of waiting jobs. */
const MAX_WAITING_PROOFS = 64;
/** Maximum number of waiting checks: gossip can deliver many proofs at once. */
const MAX_WAITING_CHECKS = 512;

/** Size of a proof for the EVM: a fixed number of words, and a number for each doubling of the circuit's rows. */
const EVM_PROOF_WORDS = { fixed: 67, perDoubling: 11 };

/** Calls the verifier contract; `publicInputs` are the block's 35 fields. */
export type VerifyOnL1 = (
  proof: Uint8Array,
  publicInputs: readonly bigint[],
  signal: AbortSignal,
) => Promise<boolean>;

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

/** A proof with the statement that it claims to prove and its verifier. */
type Proven = {
  readonly kind: NodeKind;
  readonly inputs: readonly bigint[];
  readonly proof: Uint8Array;
  readonly target: ProofTarget;
};

/** The resources that exist between start and stop. */
type Running = { readonly srs: Srs; readonly keys: CircuitKeys; readonly bb: BbRunner };

/**
 * Real proofs: UltraHonk by the native prover.
 *
 * On the Ignition SRS every check is final. On the development SRS, bb's verifier can check everything except the last pairing, because
 * Ignition's G2 point is built into it. A proof that fails an earlier check is invalid. Trellis checks with a pairing of its own what a
 * merge or root leaves open of the proofs below it. The rest is deferred to the proof above or, for a block or a contest, to L1.
 */
export class UltraHonkProofSystem implements ProofSystem {
  readonly name = "ultrahonk";
  readonly #init: UltraHonkInit;
  readonly #proofs: JobQueue;
  readonly #checks: JobQueue;
  readonly #witnesses = new WitnessMaker();
  readonly #pairings: WorkerService<PairingRequest, boolean>;
  readonly #pending = new Set<Promise<unknown>>();
  #life = new AbortController();
  #starting: Promise<Running> | undefined;
  #running: Running | undefined;
  #kept = 0;

  /** @throws TRL-PRV-140 for the development SRS on a chain that is not a local development chain. */
  constructor(init: UltraHonkInit) {
    if (init.srs.kind === "development") requireDevelopmentChain(init.chainId, "the development SRS");
    this.#init = init;
    this.#proofs = new JobQueue({
      name: "proofs",
      concurrency: init.concurrency ?? 1,
      maxWaiting: MAX_WAITING_PROOFS,
    });
    this.#checks = new JobQueue({ name: "checks", concurrency: 2, maxWaiting: MAX_WAITING_CHECKS });
    this.#pairings = new WorkerService({
      name: "pairings",
      module: new URL("./pairingWorker.ts", import.meta.url),
      maxWaiting: MAX_WAITING_CHECKS,
    });
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

  async #prepare(signal: AbortSignal): Promise<Running> {
    const { circuitsFolder, keysPath, threads, timeoutMs } = this.#init;
    const srs =
      this.#init.srs.kind === "development"
        ? await developmentSrs({ ...this.#init.srs, signal })
        : await ignitionSrs(this.#init.srs);
    const keys = await loadCircuitKeys({ g2Words: srs.g2Words, folder: circuitsFolder, keysPath });
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
    await Promise.all([this.#witnesses.stop(), this.#pairings.stop()]);
  }

  /**
   * @throws TRL-PRV-150 for a job that its circuit would refuse, TRL-PRV-151 for a child whose proof is not valid, TRL-PRV-160 and
   * -161 if the result fails its own check, TRL-PRV-122 if too many wait; and as {@link BbRunner.prove} does.
   */
  async prove<Job extends ProvingJob>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job>> {
    return this.#run(job, CIRCUIT_TARGETS[job.kind], options.signal);
  }

  /** @throws as {@link prove} does. */
  async proveForL1<Job extends ProvingJob>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job>> {
    return this.#run(job, "evm-no-zk", options.signal);
  }

  async verify(
    claim: ProofClaim,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Verdict> {
    const running = this.#started();
    const signal = this.#signal(options.signal);
    return this.#track(() => this.#checks.run(() => this.#verify(running, claim, signal), signal));
  }

  async #run<Job extends ProvingJob>(
    job: Job,
    target: ProofTarget,
    own: AbortSignal | undefined,
  ): Promise<ClaimOf<Job>> {
    const running = this.#started();
    const signal = this.#signal(own);
    return this.#track(() =>
      this.#proofs.run(() => this.#prove(running, job, target, signal), signal),
    ) as Promise<ClaimOf<Job>>;
  }

  /** Proves for `target` and checks the proof. */
  async #prove(
    running: Running,
    job: ProvingJob,
    target: ProofTarget,
    signal: AbortSignal,
  ): Promise<ProofClaim> {
    const { keys, bb } = running;
    const { kind } = job;
    const outputs = computeNodeOutputs(job, keys.vkSetHash);
    if (job.kind !== "leaf") {
      for (const side of ["left", "right"] as const) {
        const { outputs, proof } = job[side];
        const kind = outputs.node.depth === outputs.treeDepth ? "leaf" : "merge";
        if ((await this.#verify(running, { kind, outputs, proof }, signal)) === "invalid") {
          throw new TrellisError("TRL-PRV-151", `the ${side} child's proof is invalid: get another`, {
            ...outputs.node,
          });
        }
      }
    }
    const claim = { kind, outputs, proof: new Uint8Array() } as ProofClaim;
    const expected = claimFields(claim);
    const { circuitPath } = keys[kind];
    const { witness, outputs: solved } = await this.#witnesses.make(
      { circuitPath, inputs: circuitInputs(job, keys) },
      signal,
    );
    requireSame("the circuit's outputs", expected, solved);
    await this.#keep(kind, witness);
    const vk = keyFor(keys[kind], target);
    const made = await this.#alone(signal, () => bb.prove({ circuitPath, witness, vk, target, signal }));
    requireSame("the proof's public inputs", expected, toFieldElements(made.publicInputs));

    if ((await this.#check(running, { kind, inputs: expected, ...made, target }, signal)) === "invalid") {
      throw new TrellisError(
        "TRL-PRV-161",
        kind === "leaf"
          ? "the proof that was made is invalid: check the machine's memory"
          : "the proof that was made is invalid: a child's proof does not hold; get both children anew",
        { kind },
      );
    }
    return { ...claim, proof: made.proof };
  }

  async #verify(running: Running, claim: ProofClaim, signal: AbortSignal): Promise<Verdict> {
    if (!isPlausibleClaim(claim, running.keys.vkSetHash)) return "invalid";
    const { kind, proof } = claim;
    const inputs = claimFields(claim);
    const target = CIRCUIT_TARGETS[kind];
    return this.#check(running, { kind, inputs, proof, target }, signal);
  }

  /** The verdict on a proof. */
  async #check({ srs, keys, bb }: Running, proven: Proven, signal: AbortSignal): Promise<Verdict> {
    const { kind, inputs, proof, target } = proven;
    const vk = keyFor(keys[kind], target);
    if (target === "evm-no-zk") {
      // The proof contains coordinates of points, which may exceed the circuits' modulus. bb and the EVM check those. The first word of a key is the
      // logarithm of the circuit's padded size.
      const words = EVM_PROOF_WORDS.fixed + EVM_PROOF_WORDS.perDoubling * (vk[31] ?? 0);
      if (proof.length !== words * 32) return "invalid";
    } else if (toFieldElements(proof)?.length !== INNER_PROOF_FIELDS) return "invalid";
    if (inputs.some((field) => field < 0n || field >= FIELD_MODULUS)) return "invalid";
    const publicInputs = concatBytes(...inputs.map((field) => toBytes(field, 32)));
    const verdict = await bb.verify({ proof, publicInputs, vk, target, signal });
    if (srs.kind === "ignition") return verdict === "accepted" ? "valid" : "invalid";

    if (verdict === "rejected") return "invalid";
    if (kind !== "leaf") {
      const accumulator = Array.from({ length: ACCUMULATOR_FIELDS }, (_, i) =>
        toBigInt(proof.subarray(32 * i, 32 * i + 32)),
      );
      if (!(await this.#pairings.ask({ accumulator, tauG2: srs.g2Words }, signal))) return "invalid";
    }
    const { verifyOnL1 } = this.#init;
    if (kind !== "root" || verifyOnL1 === undefined) return "deferred";
    return (await verifyOnL1(proof, inputs, signal)) ? "valid" : "invalid";
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

  #started(): Running {
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

function keyFor({ vk, evmVk }: CircuitKey, target: ProofTarget): Uint8Array {
  return target === "evm-no-zk" ? evmVk : vk;
}

/** Detects circuits that differ from the rules. */
function requireSame(what: string, expected: readonly bigint[], actual: readonly bigint[] | undefined): void {
  const field = expected.findIndex((value, i) => value !== actual?.[i]);
  if (field !== -1 || actual?.length !== expected.length) {
    throw new TrellisError("TRL-PRV-160", `${what} are not what the rules give: report this`, { field });
  }
}
