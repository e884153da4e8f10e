import { TrellisError } from "@trellis/field";

/** Hash of an inner node from its children. */
export type PairHash = (left: Uint8Array, right: Uint8Array) => Uint8Array;

/** All rows of a full binary tree over `leaves` (their number is a power of two): leaves first, root last. */
export function merkleRows(leaves: readonly Uint8Array[], pair: PairHash): Uint8Array[][] {
  if (leaves.length === 0 || (leaves.length & (leaves.length - 1)) !== 0) {
    throw new TrellisError("TRL-PRO-004", "the number of a Merkle tree's leaves must be a power of two", {
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
 * The siblings from the leaf at `index` up to the row below the root. They are copies, so changing a path cannot change the tree.
 * @throws TRL-PRO-004 if there is no such leaf.
 */
export function merklePath(rows: readonly (readonly Uint8Array[])[], index: number): Uint8Array[] {
  if (rows[0]?.[index] === undefined) {
    throw new TrellisError("TRL-PRO-004", "the Merkle tree has no leaf at this index", { index });
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
