import { poseidon2Hash } from "@trellis/field";
import type { ProverBitmap } from "../seats/ProverBitmap.ts";

/**
 * R2: Poseidon2 of the committed bitmap's 16 limbs. Leaves and merges carry it in place of the bitmap; the root opens it into the limbs
 * that L1 compares with the commitment.
 */
export function committedBitmapHash(committed: ProverBitmap): bigint {
  return poseidon2Hash(committed.limbs());
}
