import { sha256 } from "./bytes.ts";
import { LEAF_TRANSACTIONS, MAX_DEPTH, TRANSACTION_BYTES } from "./constants.ts";
import { merkleRows } from "./merkle.ts";
import { TrellisError } from "./TrellisError.ts";

/** Bytes of data of one leaf. */
export const LEAF_DATA_BYTES = LEAF_TRANSACTIONS * TRANSACTION_BYTES;

/**
 * P7.1: hash that binds a block's data on L1 to its proof: SHA-256 tree over the leaves' 160 bytes.
 * @throws TRL-PRO-014 if `data` is not a power of two of leaves, 2048 at most.
 */
export function dataHash(data: Uint8Array): Uint8Array {
  const leaves = data.length / LEAF_DATA_BYTES;
  if (!Number.isInteger(leaves) || leaves < 1 || leaves > 2 ** MAX_DEPTH || (leaves & (leaves - 1)) !== 0) {
    throw new TrellisError(
      "TRL-PRO-014",
      "block data must be a power of two of 160-byte leaves, 2048 at most",
      {
        bytes: data.length,
      },
    );
  }
  const hashes = Array.from({ length: leaves }, (_, i) =>
    sha256(data.subarray(i * LEAF_DATA_BYTES, (i + 1) * LEAF_DATA_BYTES)),
  );
  return merkleRows(hashes, sha256).at(-1)![0]!;
}
