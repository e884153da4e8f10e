import type { BlockOutputs, NodeOutputs } from "@trellis/protocol";
import type { ProvingJob, RootJob } from "./ProvingJob.ts";

/** A leaf or merge with its proof. */
export type NodeClaim = {
  readonly kind: "leaf" | "merge";
  readonly outputs: NodeOutputs;
  readonly proof: Uint8Array;
};

/** P7.1: a block with its proof. */
export type BlockClaim = {
  readonly kind: "root";
  readonly outputs: BlockOutputs;
  readonly proof: Uint8Array;
};

/** A statement about a node and a proof of it. */
export type ProofClaim = NodeClaim | BlockClaim;

/** What a job proves. */
export type ClaimOf<Job extends ProvingJob> = Job extends RootJob ? BlockClaim : NodeClaim;

/**
 * What is known of a proof: `valid` and `invalid` are final. `deferred`: nothing is wrong as far as can be told here; the proof above
 * it, or L1, decides. Only the development SRS defers.
 */
export type Verdict = "valid" | "invalid" | "deferred";

/** Makes and checks the proofs of a block's tree. Both implementations pass one suite (test/compliance.ts). */
export interface ProofSystem {
  readonly name: "ultrahonk" | "simulated";
  /** P6.4: pinned on L1; the proofs of one system are none for another. Known once started. */
  readonly vkSetHash: bigint;
  /** Makes ready: loads keys, makes the reference string. May take a minute the first time. */
  start(): Promise<void>;
  /** Ends what is running; resolves when no process or temporary file is left. */
  stop(): Promise<void>;
  /**
   * Proves a node. What the circuit would refuse is refused before any work is done, with the same rule in its message.
   *
   * @throws TrellisError (`TRL-PRV-…`); the signal's reason when aborted.
   */
  prove<Job extends ProvingJob>(
    job: Job,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ClaimOf<Job>>;
  /**
   * P9.3: proves a node for its verifier contract, as who is accused of not having proven it must. Takes as long as {@link prove}; only for
   * a root it makes the same: {@link verify} and a parent take no such proof of a leaf or merge.
   *
   * @throws as {@link prove} does.
   */
  proveForL1<Job extends ProvingJob>(
    job: Job,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ClaimOf<Job>>;
  /**
   * Checks a proof from a stranger; whatever its bytes are, the answer is a verdict. Outputs are the caller's own, never the sender's.
   *
   * @throws TrellisError when too many checks are waiting or the machine fails; says nothing about the proof then.
   */
  verify(claim: ProofClaim, options?: { readonly signal?: AbortSignal | undefined }): Promise<Verdict>;
}
