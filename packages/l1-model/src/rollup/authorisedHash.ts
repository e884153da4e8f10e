import { keccak256, toHex } from "@trellis/protocol";
import type { Hex } from "viem";

/** `Commitment.authorised`: what ties a proposal to its transcript and bitmap. */
export function authorisedHash(transcriptRoot: Uint8Array, hashOfBitmap: Uint8Array): Hex {
  return toHex(keccak256(transcriptRoot, hashOfBitmap));
}
