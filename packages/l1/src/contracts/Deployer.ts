import type { Hex } from "viem";
import type { L1Sender } from "../sending/L1Sender.ts";

/** The contracts that check proofs. The rollup asks `block` (P7.1); the court asks all three (R8). */
export interface Verifiers {
  readonly block: Hex;
  readonly leaf: Hex;
  readonly merge: Hex;
}

/**
 * Where the verifiers come from. `block`: the circuits' verifiers in this repository. They are made with the development reference
 * string and are for local development chains only. `development`: the verifier of simulated proofs, also for local development chains
 * only. `deployed`: existing verifiers, made with a production reference string.
 */
export type VerifierChoice =
  | { readonly kind: "block" }
  | ({ readonly kind: "deployed" } & Verifiers)
  | { readonly kind: "development" /** Address of the development key. */; readonly signer: Hex };

/** The account that deploys: an {@link L1Sender}, or a stand-in for one. */
export type Deployer = Pick<L1Sender, "address" | "nonce" | "chainId" | "deploy">;
