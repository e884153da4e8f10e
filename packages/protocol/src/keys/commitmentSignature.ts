import { commitmentDigest } from "../auction/Commitment.ts";
import type { DomainVersion } from "../auction/Proposal.ts";
import { equalBytes } from "../encoding/bytes.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import { recoverAddress, signRecoverable } from "./secp256k1.ts";

/** Signs {@link commitmentDigest}: 65 bytes. */
export function signCommitment(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
  secretKey: Uint8Array,
  version: DomainVersion = "1",
): Uint8Array {
  const digest = commitmentDigest(domain, proposalId, transcriptRoot, hashOfBitmap, version);
  return signRecoverable(digest, secretKey);
}

/** Whether `signature` is `proposer`'s authorisation. Never throws for hashes of 32 bytes. */
export function verifyCommitment(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
  signature: Uint8Array,
  proposer: Uint8Array,
  version: DomainVersion = "1",
): boolean {
  const signer = recoverAddress(
    commitmentDigest(domain, proposalId, transcriptRoot, hashOfBitmap, version),
    signature,
  );
  return signer !== undefined && equalBytes(signer, proposer);
}
