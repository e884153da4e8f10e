import { setTimeout as delay } from "node:timers/promises";
import {
  addressOf,
  concatBytes,
  equalBytes,
  FIELD_MODULUS,
  keccak256,
  type NodeKind,
  sha256,
  TrellisError,
  toBigInt,
  toBytes,
} from "@trellis/protocol";
import { publicKeyOf, recoverAddress, signRecoverable } from "@trellis/protocol/keys";
import { StatementMaker } from "../jobs/StatementMaker.ts";
import { requireDevelopmentChain } from "../srs/developmentChain.ts";
import { JobQueue } from "../workers/JobQueue.ts";
import { isPlausible } from "./isPlausible.ts";
import { childStatement, type ProofRules, type RuleTypes } from "./ProofRules.ts";
import type { ClaimOf, ProofClaim, ProofSystem, Verdict } from "./ProofSystem.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The key of simulated proofs, which is publicly known: `sha256("trellis/simulated/v1 signing key")`. */
export const SIMULATED_KEY: Uint8Array = sha256(ascii("trellis/simulated/v1 signing key"));
const TAG = ascii("trellis/simulated/v1");

/** The signer of simulated proofs, as passed to DevelopmentVerifier.sol at deployment. 20 bytes. */
export const SIMULATED_SIGNER: Uint8Array = addressOf(publicKeyOf(SIMULATED_KEY));

/** P6.4: takes the place of the verification keys' hash. No real key set has this hash. */
export const SIMULATED_VK_SET_HASH: bigint =
  toBigInt(sha256(ascii("trellis/simulated/v1 key set"))) % FIELD_MODULUS;

export type SimulatedInit = {
  readonly chainId: bigint;
  /** Duration of a proof, milliseconds; 0 by default. */
  readonly provingMs?: Partial<Readonly<Record<NodeKind, number>>> | undefined;
  /** Largest random deviation from the duration, milliseconds. */
  readonly jitterMs?: number | undefined;
  /** Maximum number of concurrent proofs; unlimited by default. */
  readonly concurrency?: number | undefined;
  /** 0 ≤ x < 1, for the jitter; Math.random by default. */
  readonly random?: (() => number) | undefined;
  /**
   * Leaves that were executed here are not replayed. A replay costs 25 ms with its witnesses, and a machine that plays hundreds of provers
   * would do little else.
   */
  readonly trustsExecution?: boolean | undefined;
  /** Leaves are replayed in the caller's thread, for tests that count turns of the event loop; in a thread of their own by default. */
  readonly isInline?: boolean | undefined;
};

/**
 * Replaces real proofs, of any version of the rules, on local development chains. It checks in TypeScript all that the circuits check, unless
 * it trusts the execution of leaves, then signs the outputs with a publicly known key: 65 bytes r ‖ s ‖ v over keccak256("trellis/simulated/v1" ‖ the outputs' fields, 32 bytes each).
 */
export class SimulatedProofs<V extends RuleTypes> implements ProofSystem<V> {
  readonly name = "simulated";
  readonly vkSetHash = SIMULATED_VK_SET_HASH;
  readonly trustsExecution: boolean;
  readonly #rules: ProofRules<V>;
  readonly #init: SimulatedInit;
  readonly #statements: StatementMaker<V>;
  readonly #proofs: JobQueue;
  readonly #pending = new Set<Promise<unknown>>();
  #life: AbortController | undefined;

  /** @throws TRL-PRV-140 on any but a local development chain. */
  constructor(rules: ProofRules<V>, init: SimulatedInit) {
    requireDevelopmentChain(init.chainId, "the simulated proof system");
    this.#rules = rules;
    this.trustsExecution = init.trustsExecution === true;
    this.#statements = new StatementMaker(rules);
    this.#init = init;
    this.#proofs = new JobQueue({ name: "proofs", concurrency: init.concurrency ?? 4096, maxWaiting: 4096 });
  }

  async start(): Promise<void> {
    this.#life ??= new AbortController();
  }

  async stop(): Promise<void> {
    this.#life?.abort(new TrellisError("TRL-PRV-142", "the proof system was stopped", {}));
    this.#life = undefined;
    await this.#statements.stop();
    await Promise.allSettled(this.#pending);
  }

  /** @throws TRL-PRV-150 for a job that its circuit would refuse, -151 for a child whose proof is not valid, -122 if too many wait. */
  async prove<Job extends V["job"]>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job, V>> {
    const life = this.#started();
    const signal = options.signal === undefined ? life : AbortSignal.any([options.signal, life]);
    const promise = this.#proofs.run(() => this.#prove(job, signal), signal);
    this.#pending.add(promise);
    try {
      return (await promise) as ClaimOf<Job, V>;
    } finally {
      this.#pending.delete(promise);
    }
  }

  /** The development verifier contract accepts the proofs of {@link prove}. @throws as {@link prove} does. */
  proveForL1<Job extends V["job"]>(
    job: Job,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ClaimOf<Job, V>> {
    return this.prove(job, options);
  }

  async verify(
    claim: ProofClaim<V>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Verdict> {
    this.#started().throwIfAborted();
    options.signal?.throwIfAborted();
    return this.#isValid(claim) ? "valid" : "invalid";
  }

  async #prove(job: V["job"], signal: AbortSignal): Promise<ProofClaim<V>> {
    const end = this.trustsExecution ? this.#rules.executedEnd(job) : undefined;
    const statement =
      this.#init.isInline === true || end !== undefined
        ? this.#rules.statementOf(job, this.vkSetHash, end)
        : await this.#statements.make(job, this.vkSetHash, signal);
    if (job.kind !== "leaf") {
      for (const side of ["left", "right"] as const) {
        const { outputs, proof } = job[side];
        if (!this.#isValid({ ...childStatement(outputs), proof })) {
          throw new TrellisError("TRL-PRV-151", `the ${side} child's proof is invalid: get another`, {
            ...outputs.node,
          });
        }
      }
    }
    const { provingMs, jitterMs = 0, random = Math.random } = this.#init;
    const time = (provingMs?.[job.kind] ?? 0) + (2 * random() - 1) * jitterMs;
    if (time > 0)
      await delay(time, undefined, { signal }).catch((error) => Promise.reject(signal.reason ?? error));
    return { ...statement, proof: signRecoverable(digest(this.#rules.fieldsOf(statement)), SIMULATED_KEY) };
  }

  #isValid(claim: ProofClaim<V>): boolean {
    if (!isPlausible(claim, this.vkSetHash)) return false;
    const fields = this.#rules.fieldsOf(claim);
    if (fields.some((field) => field < 0n || field >= FIELD_MODULUS)) return false;
    const signer = recoverAddress(digest(fields), claim.proof);
    return signer !== undefined && equalBytes(signer, SIMULATED_SIGNER);
  }

  #started(): AbortSignal {
    if (this.#life === undefined) {
      throw new TrellisError("TRL-PRV-141", "the proof system is not running: start it first", {});
    }
    return this.#life.signal;
  }
}

function digest(fields: readonly bigint[]): Uint8Array {
  return keccak256(concatBytes(TAG, ...fields.map((field) => toBytes(field, 32))));
}
