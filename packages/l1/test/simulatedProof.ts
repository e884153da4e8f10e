import { keccak256, toBytes } from "@trellis/protocol";
import { signRecoverable } from "@trellis/protocol/keys";
import { PROOF_KEY } from "./TestL1.ts";

const TAG = new TextEncoder().encode("trellis/simulated/v1");

/** What the development verifier takes for a proof; see DevelopmentVerifier.sol. */
export function simulatedProof(inputs: readonly bigint[], key = PROOF_KEY): Uint8Array {
  return signRecoverable(keccak256(TAG, ...inputs.map((field) => toBytes(field, 32))), key);
}
