import { poseidon2Hash } from "./poseidon2.ts";

/**
 * All rows of the Poseidon2 pair tree over `hashes` (a power of two of them), the hashes first, the root last. `txsRoot` of a node
 * is the entry of its subtree.
 */
export function transactionRows(hashes: readonly bigint[]): bigint[][] {
  const rows: bigint[][] = [[...hashes]];
  for (let row = rows[0]!; row.length > 1; row = rows.at(-1)!) {
    const above: bigint[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(poseidon2Hash([row[i]!, row[i + 1]!]));
    rows.push(above);
  }
  return rows;
}

/** Root of the Poseidon2 pair tree over a power of two of transaction hashes (P4.1). */
export function transactionsRoot(hashes: readonly bigint[]): bigint {
  return transactionRows(hashes).at(-1)![0]!;
}
