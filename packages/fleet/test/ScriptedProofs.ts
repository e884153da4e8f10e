import { once } from "node:events";
import type {
  ClaimOf,
  ProofClaim,
  ProofSystem,
  ProveOptions,
  ProvingJob,
  Rules,
  Verdict,
} from "@trellis/prover";
import { simulated } from "./TestFleet.ts";

/** Simulated proofs of which a test decides when they are finished, and whether they are right. */
export class ScriptedProofs implements ProofSystem<Rules> {
  readonly name = "simulated";
  readonly #inner = simulated();
  readonly #otherKeys: bigint | undefined;
  #gate = Promise.withResolvers<void>();
  /** Leaves, by index, in the order in which they were started. */
  readonly started: number[] = [];
  /** Proofs to be wrong from now on. */
  lies = 0;
  /** Whether it finds its own proofs right, whatever they are. */
  isBlind = false;
  /** Errors that the next proofs throw. */
  readonly failures: Error[] = [];

  constructor(otherKeys?: bigint) {
    this.#otherKeys = otherKeys;
    this.#gate.resolve();
  }

  get vkSetHash(): bigint {
    return this.#otherKeys ?? this.#inner.vkSetHash;
  }

  start(): Promise<void> {
    return this.#inner.start();
  }

  stop(): Promise<void> {
    return this.#inner.stop();
  }

  /** No proof is finished until {@link release}. */
  hold(): this {
    this.#gate = Promise.withResolvers<void>();
    return this;
  }

  release(): void {
    this.#gate.resolve();
  }

  async prove<Job extends ProvingJob>(job: Job, options: ProveOptions = {}): Promise<ClaimOf<Job, Rules>> {
    if (job.kind === "leaf") this.started.push(job.leaf.index);
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const { signal } = options;
    await Promise.race([this.#gate.promise, ...(signal === undefined ? [] : [aborted(signal)])]);
    signal?.throwIfAborted();
    const claim = await this.#inner.prove(job, options);
    if (this.lies === 0) return claim;
    this.lies -= 1;
    return { ...claim, proof: claim.proof.with(7, claim.proof[7]! ^ 1) };
  }

  proveForL1<Job extends ProvingJob>(job: Job, options: ProveOptions = {}): Promise<ClaimOf<Job, Rules>> {
    return this.prove(job, options);
  }

  async verify(claim: ProofClaim<Rules>): Promise<Verdict> {
    return this.isBlind ? "valid" : this.#inner.verify(claim);
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
