import { concatBytes, FIELD_MODULUS, type NodeKind, toBigInt, toBytes } from "@trellis/protocol";
import type { BbRunner, ProofTarget } from "../bb/BbRunner.ts";
import { type CircuitKey, type CircuitKeys, toFieldElements } from "../circuits/CircuitKeys.ts";
import { INNER_PROOF_FIELDS } from "../circuits/inputParts.ts";
import type { Srs } from "../srs/Srs.ts";
import { WorkerService } from "../workers/WorkerService.ts";
import { ACCUMULATOR_FIELDS } from "./accumulatorHolds.ts";
import type { Verdict } from "./ProofSystem.ts";
import type { PairingRequest } from "./pairingWorker.ts";

/** Size of a proof for the EVM: a fixed number of words, and a number for each doubling of the circuit's rows. */
const EVM_PROOF_WORDS = { fixed: 67, perDoubling: 11 };

/** Calls the verifier contract; `publicInputs` are the block's fields. */
export type VerifyOnL1 = (
  proof: Uint8Array,
  publicInputs: readonly bigint[],
  signal: AbortSignal,
) => Promise<boolean>;

/** A proof with the statement that it claims to prove and its verifier. */
export type Proven = {
  readonly kind: NodeKind;
  readonly inputs: readonly bigint[];
  readonly proof: Uint8Array;
  readonly target: ProofTarget;
};

/** What a check works with. */
export type Checking = { readonly srs: Srs; readonly keys: CircuitKeys; readonly bb: BbRunner };

/** Checks proofs of any circuits: by bb, and by a pairing of its own where bb cannot finish the check. */
export class ProofCheck {
  readonly #verifyOnL1: VerifyOnL1 | undefined;
  readonly #pairings: WorkerService<PairingRequest, boolean>;

  /** @param maxWaiting - maximum number of waiting pairings. */
  constructor(init: { readonly verifyOnL1: VerifyOnL1 | undefined; readonly maxWaiting: number }) {
    this.#verifyOnL1 = init.verifyOnL1;
    this.#pairings = new WorkerService({
      name: "pairings",
      module: new URL("./pairingWorker.ts", import.meta.url),
      maxWaiting: init.maxWaiting,
    });
  }

  /** The verdict on a proof. @throws TRL-PRV-122 if too many wait; and as {@link BbRunner.verify} does. */
  async verdict({ srs, keys, bb }: Checking, proven: Proven, signal: AbortSignal): Promise<Verdict> {
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
    if (kind !== "root" || this.#verifyOnL1 === undefined) return "deferred";
    return (await this.#verifyOnL1(proof, inputs, signal)) ? "valid" : "invalid";
  }

  stop(): Promise<void> {
    return this.#pairings.stop();
  }
}

/** A circuit's key for the verifier of its proofs. */
export function keyFor({ vk, evmVk }: CircuitKey, target: ProofTarget): Uint8Array {
  return target === "evm-no-zk" ? evmVk : vk;
}
