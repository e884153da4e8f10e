import type { Hex } from "viem";

/** What the model asks its owner instead of computing it: proofs and signatures. */
export interface Verdicts {
  /** Whether the verifier on L1 accepts a proof of a block or a node, for the public inputs that L1 expects. */
  acceptsProof(proof: Uint8Array): boolean;
  /** Whether `signature` over a 32-byte digest is by the key of `signer`. 65 bytes of a proposer's, 64 of a seat's. */
  acceptsSignature(signer: Hex, digest: Uint8Array, signature: Uint8Array): boolean;
}

/** Every proof and signature is good, for those who only make good ones. */
export const ACCEPT_ALL: Verdicts = { acceptsProof: () => true, acceptsSignature: () => true };
