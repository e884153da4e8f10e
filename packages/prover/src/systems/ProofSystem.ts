import type { RuleTypes } from "./ProofRules.ts";

/** A leaf or merge with its proof. */
export type NodeClaim<V extends RuleTypes> = {
  readonly kind: "leaf" | "merge";
  readonly outputs: V["node"];
  readonly proof: Uint8Array;
};

/** P7.1: a block with its proof. */
export type BlockClaim<V extends RuleTypes> = {
  readonly kind: "root";
  readonly outputs: V["block"];
  readonly proof: Uint8Array;
};

/** A statement about a node and a proof of it. */
export type ProofClaim<V extends RuleTypes> = NodeClaim<V> | BlockClaim<V>;

/** The statement that a job proves. */
export type ClaimOf<Job extends { readonly kind: string }, V extends RuleTypes> = Job extends {
  readonly kind: "root";
}
  ? BlockClaim<V>
  : NodeClaim<V>;

/**
 * The verdict on a proof. `valid` and `invalid` are final. `deferred`: all checks that are possible here pass; the proof above it, or L1,
 * decides. Only the development SRS defers.
 */
export type Verdict = "valid" | "invalid" | "deferred";

/** How much a proof is wanted. A proof system with several machines takes the most wanted job first; one with a single machine needs no order. */
export type Urgency = {
  /** Higher goes first, 0 … 7. */
  readonly value: number;
  /** Of equal value, what is due earlier goes first: seconds since 1970. */
  readonly deadline: number;
};

/** How a proof is made. */
export type ProveOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly urgency?: Urgency | undefined;
};

/**
 * Why a proof is given up whose asker ends: it may want the proof when it starts again. So a proof that is made elsewhere goes on. After
 * any other reason nobody wants the proof.
 */
export class AskerEnds extends Error {
  constructor() {
    super("stopped");
  }
}

/** Makes and checks the proofs of a block's tree, by the rules of a version. Both implementations pass one suite (test/compliance.ts). */
export interface ProofSystem<V extends RuleTypes> {
  readonly name: "ultrahonk" | "simulated";
  /** P6.4: pinned on L1. A proof of one system is not valid for another. Known once started. */
  readonly vkSetHash: bigint;
  /** Whether the end of a leaf that was executed here is taken from its execution. Then its witnesses are not needed. */
  readonly trustsExecution?: boolean;
  /** Loads the keys and loads or generates the SRS. May take a minute the first time. */
  start(): Promise<void>;
  /** Stops all running work. Resolves when no process or temporary file is left. */
  stop(): Promise<void>;
  /**
   * Proves a node. A job that the circuit would refuse fails before any work is done, with the same rule in its message.
   *
   * @throws TrellisError (`TRL-PRV-…`); the signal's reason when aborted.
   */
  prove<Job extends V["job"]>(job: Job, options?: ProveOptions): Promise<ClaimOf<Job, V>>;
  /**
   * P9.3: proves a node for its verifier contract, as a seat must that is accused of not having proven it. Takes as long as {@link prove}.
   * The result equals that of {@link prove} only for a root: {@link verify} and a parent do not accept such a proof of a leaf or merge.
   *
   * @throws as {@link prove} does.
   */
  proveForL1<Job extends V["job"]>(
    job: Job,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ClaimOf<Job, V>>;
  /**
   * Checks an untrusted proof. Any bytes yield a verdict. The outputs must be the caller's own, never the sender's.
   *
   * @throws TrellisError if too many checks are waiting or the machine fails; this says nothing about the proof.
   */
  verify(claim: ProofClaim<V>, options?: { readonly signal?: AbortSignal | undefined }): Promise<Verdict>;
}
