import { equalBytes, exactly, keccak256, toBytes } from "./bytes.ts";
import { typedDataDigest } from "./Proposal.ts";
import type { ProverBitmap } from "./ProverBitmap.ts";
import type { RollupDomain } from "./RollupDomain.ts";
import { recoverAddress, signRecoverable } from "./secp256k1.ts";

const COMMITMENT_TYPEHASH = keccak256(
  new TextEncoder().encode("Commitment(bytes32 proposalId,bytes32 transcriptRoot,bytes32 bitmapHash)"),
);

/** keccak-256 over the bitmap's 8 words of 32 bytes. */
export function bitmapHash(bitmap: ProverBitmap): Uint8Array {
  return keccak256(...bitmap.words().map((word) => toBytes(word, 32)));
}

/**
 * P5.3: EIP-712 digest by which a proposer authorises anyone to commit its proposal with this transcript.
 * @throws TRL-PRO-017 if a hash has not 32 bytes.
 */
export function commitmentDigest(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
): Uint8Array {
  return typedDataDigest(
    domain,
    keccak256(
      COMMITMENT_TYPEHASH,
      exactly(proposalId, 32),
      exactly(transcriptRoot, 32),
      exactly(hashOfBitmap, 32),
    ),
  );
}

/** Signs {@link commitmentDigest}: 65 bytes. */
export function signCommitment(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
  secretKey: Uint8Array,
): Uint8Array {
  return signRecoverable(commitmentDigest(domain, proposalId, transcriptRoot, hashOfBitmap), secretKey);
}

/** Whether `signature` is `proposer`'s authorisation. Never throws for hashes of 32 bytes. */
export function verifyCommitment(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
  signature: Uint8Array,
  proposer: Uint8Array,
): boolean {
  const signer = recoverAddress(
    commitmentDigest(domain, proposalId, transcriptRoot, hashOfBitmap),
    signature,
  );
  return signer !== undefined && equalBytes(signer, proposer);
}
