import { TrellisError } from "@trellis/field";
import { LEAF_TRANSACTIONS, MAX_DEPTH, TRANSACTION_BYTES } from "../constants.ts";
import { sha256 } from "../encoding/bytes.ts";
import { merklePath, merkleRows } from "../encoding/merkle.ts";

/** Number of data bytes of one leaf. */
export const LEAF_DATA_BYTES = LEAF_TRANSACTIONS * TRANSACTION_BYTES;

/**
 * P7.1: the hash that binds a block's data on L1 to its proof: the root of a SHA-256 tree over the leaves' 160 bytes each.
 * @throws TRL-PRO-014 if the number of leaves in `data` is not a power of two, or exceeds 2048.
 */
export function dataHash(data: Uint8Array): Uint8Array {
  return dataRows(data).at(-1)![0]!;
}

/**
 * P10.1: the leaf that contains a place of a block's data, and its path to the data hash.
 * @throws TRL-PRO-014 as {@link dataHash}, TRL-PRO-004 if there is no such place.
 */
export function dataPath(
  data: Uint8Array,
  place: number,
): { readonly leaf: Uint8Array; readonly siblings: Uint8Array[] } {
  const index = Math.floor(place / LEAF_TRANSACTIONS);
  const siblings = merklePath(dataRows(data), index);
  return { leaf: data.slice(index * LEAF_DATA_BYTES, (index + 1) * LEAF_DATA_BYTES), siblings };
}

function dataRows(data: Uint8Array): Uint8Array[][] {
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
  return merkleRows(hashes, sha256);
}
