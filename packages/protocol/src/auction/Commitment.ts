import { exactly, keccak256, toBytes } from "../encoding/bytes.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import type { ProverBitmap } from "../seats/ProverBitmap.ts";
import { type DomainVersion, typedDataDigest } from "./Proposal.ts";

const COMMITMENT_TYPEHASH = keccak256(
  new TextEncoder().encode("Commitment(bytes32 proposalId,bytes32 transcriptRoot,bytes32 bitmapHash)"),
);

/** keccak-256 over the bitmap's 8 words of 32 bytes. */
export function bitmapHash(bitmap: ProverBitmap): Uint8Array {
  return keccak256(...bitmap.words().map((word) => toBytes(word, 32)));
}

/**
 * P5.3: EIP-712 digest by which a proposer authorises anyone to commit its proposal with this transcript.
 * @throws TRL-PRO-017 if a hash is not 32 bytes long.
 */
export function commitmentDigest(
  domain: RollupDomain,
  proposalId: Uint8Array,
  transcriptRoot: Uint8Array,
  hashOfBitmap: Uint8Array,
  version: DomainVersion = "1",
): Uint8Array {
  return typedDataDigest(
    domain,
    keccak256(
      COMMITMENT_TYPEHASH,
      exactly(proposalId, 32),
      exactly(transcriptRoot, 32),
      exactly(hashOfBitmap, 32),
    ),
    version,
  );
}
