import { TrellisError } from "@trellis/field";

/** Hash of an inner node from its children. */
export type PairHash = (left: Uint8Array, right: Uint8Array) => Uint8Array;

/** All rows of a full binary tree over `leaves` (a power of two), leaves first, root last. */
export function merkleRows(leaves: readonly Uint8Array[], pair: PairHash): Uint8Array[][] {
  if (leaves.length === 0 || (leaves.length & (leaves.length - 1)) !== 0) {
    throw new TrellisError("TRL-PRO-004", "a Merkle tree needs a power of two of leaves", {
      leaves: leaves.length,
    });
  }
  const rows: Uint8Array[][] = [[...leaves]];
  for (let row = rows[0]!; row.length > 1; row = rows.at(-1)!) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(pair(row[i]!, row[i + 1]!));
    rows.push(above);
  }
  return rows;
}

/**
 * Siblings from the leaf at `index` up to below the root; copies, so that nobody changes a tree through its paths.
 * @throws TRL-PRO-004 if there is no such leaf.
 */
export function merklePath(rows: readonly (readonly Uint8Array[])[], index: number): Uint8Array[] {
  if (rows[0]?.[index] === undefined) {
    throw new TrellisError("TRL-PRO-004", "there is no leaf at this place of the Merkle tree", { index });
  }
  return rows.slice(0, -1).map((row, level) => row[(index >> level) ^ 1]!.slice());
}

/** The root that a leaf at `index` and its siblings lead to. */
export function merkleRoot(
  leaf: Uint8Array,
  index: number,
  path: readonly Uint8Array[],
  pair: PairHash,
): Uint8Array {
  return path.reduce(
    (hash, sibling, level) => ((index >> level) & 1 ? pair(sibling, hash) : pair(hash, sibling)),
    leaf,
  );
}
