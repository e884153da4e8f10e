import type { ClaimOf, ProofClaim, ProofSystem, Verdict } from "@trellis/prover";
import { type ProvingJob, type Rules, SimulatedProofSystem } from "@trellis/prover";
import { abortable } from "../tasks/abortable.ts";

/** Simulated proofs that tests can delay, and whose checks tests can turn off. */
export class TestProofs implements ProofSystem<Rules> {
  readonly name = "simulated";
  readonly #inner = new SimulatedProofSystem({ chainId: 31_337n, isInline: true });
  #gate = Promise.withResolvers<void>();
  /** Jobs that were started. */
  readonly jobs: ProvingJob[] = [];
  /** Whether leaves are accepted without a check, as on the development reference string. */
  defersLeaves = false;
  /** Errors that the next proofs, and the next checks, throw. */
  readonly failures: Error[] = [];
  readonly checkFailures: Error[] = [];

  constructor() {
    this.#gate.resolve();
  }

  get vkSetHash(): bigint {
    return this.#inner.vkSetHash;
  }

  start(): Promise<void> {
    return this.#inner.start();
  }

  stop(): Promise<void> {
    return this.#inner.stop();
  }

  /** No proof is finished until {@link release}. */
  hold(): void {
    this.#gate = Promise.withResolvers<void>();
  }

  release(): void {
    this.#gate.resolve();
  }

  async prove<Job extends ProvingJob>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job, Rules>> {
    this.jobs.push(job);
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    await abortable(this.#gate.promise, options.signal ?? new AbortController().signal);
    return this.#inner.prove(job, options);
  }

  proveForL1<Job extends ProvingJob>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job, Rules>> {
    return this.prove(job, options);
  }

  async verify(claim: ProofClaim<Rules>): Promise<Verdict> {
    const failure = this.checkFailures.shift();
    if (failure !== undefined) throw failure;
    if (claim.kind === "leaf" && this.defersLeaves) return "deferred";
    return this.#inner.verify(claim);
  }
}
