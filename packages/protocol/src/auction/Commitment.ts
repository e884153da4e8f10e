import { exactly, keccak256, toBytes } from "../encoding/bytes.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import type { ProverBitmap } from "../seats/ProverBitmap.ts";
import { typedDataDigest } from "./Proposal.ts";

const COMMITMENT_TYPEHASH = keccak256(
  new TextEncoder().encode("Commitment(bytes32 proposalId,bytes32 transcriptRoot,bytes32 bitmapHash)"),
);

/** keccak-256 over the bitmap's 8 words of 32 bytes. */
export function bitmapHash(bitmap: ProverBitmap): Uint8Array {
  return keccak256(...bitmap.words().map((word) => toBytes(word, 32)));
}

/**
 * P5.3: EIP-712 digest by which a proposer authorises anyone to commit its proposal with this transcript. It is over the bitmap as given;
 * L1 masks it afterwards.
 * @throws TRL-PRO-001 for a root that is not below 2^256, TRL-PRO-017 for a proposalId that is not 32 bytes long.
 */
export function commitmentDigest(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: bigint,
  bitmap: ProverBitmap,
): Uint8Array {
  const root = toBytes(transcriptRoot, 32);
  return typedDataDigest(
    domain,
    keccak256(COMMITMENT_TYPEHASH, exactly(proposalId, 32), root, bitmapHash(bitmap)),
  );
}

/**
 * R4: what L1 records of a commitment, `keccak256(transcriptRoot ‖ keccak256(8 words))`. Whoever names the commitment later shows both.
 * @param masked - the bitmap without the seats that are inactive at the round's snapshot.
 * @throws TRL-PRO-001 for a root that is not below 2^256.
 */
export function authorisedHash(transcriptRoot: bigint, masked: ProverBitmap): Uint8Array {
  return keccak256(toBytes(transcriptRoot, 32), bitmapHash(masked));
}
