import { commitmentDigest as anyCommitmentDigest, bitmapHash } from "../../auction/Commitment.ts";
import { proposalId as anyProposalId, type DomainVersion, type Proposal } from "../../auction/Proposal.ts";
import { keccak256, toBytes } from "../../encoding/bytes.ts";
import type { RollupDomain } from "../../RollupDomain.ts";
import type { ProverBitmap } from "../../seats/ProverBitmap.ts";

/** Version of the EIP-712 domain in which proposals and commitments are signed. */
export const DOMAIN_VERSION: DomainVersion = "2";

/**
 * P4.1: the proposal's identifier everywhere: its EIP-712 digest (32 bytes).
 * @throws TRL-PRO-001 for a number that does not fit its EIP-712 type, TRL-PRO-017 for bytes of the wrong length.
 */
export function proposalId(domain: RollupDomain, proposal: Proposal): Uint8Array {
  return anyProposalId(domain, proposal, DOMAIN_VERSION);
}

/**
 * P5.3: EIP-712 digest by which a proposer authorises anyone to commit its proposal with this transcript. It is over the bitmap as given;
 * L1 masks it afterwards.
 * @throws TRL-PRO-001 for a root that is not below 2^256, TRL-PRO-017 for a proposalId that is not 32 bytes long.
 */
export function commitmentDigest(
  domain: RollupDomain,
  id: Uint8Array,
  transcriptRoot: bigint,
  bitmap: ProverBitmap,
): Uint8Array {
  return anyCommitmentDigest(domain, id, toBytes(transcriptRoot, 32), bitmapHash(bitmap), DOMAIN_VERSION);
}

/**
 * R4: what L1 records of a commitment, `keccak256(transcriptRoot ‖ keccak256(8 words))`. Whoever names the commitment later shows both.
 * @param masked - the bitmap without the seats that are inactive at the round's snapshot.
 * @throws TRL-PRO-001 for a root that is not below 2^256.
 */
export function authorisedHash(transcriptRoot: bigint, masked: ProverBitmap): Uint8Array {
  return keccak256(toBytes(transcriptRoot, 32), bitmapHash(masked));
}
