import { packTransaction, type Transaction, toBigInt } from "@trellis/protocol";
import { BATCH_HASHES, HashBatch, type HashInput, type HashSteps } from "./HashBatch.ts";
import { runHashSteps } from "./hashSteps.ts";

/** Number of a row's entries that one batch takes, together with the tree above them. */
const ENTRIES_PER_BATCH = BATCH_HASHES / 2;

/**
 * All rows of the Poseidon2 pair tree over `hashes` (their number is a power of two): the hashes first, the root last. A node's
 * `txsRoot` is the entry of its subtree.
 */
export function transactionRows(hashes: readonly bigint[]): bigint[][] {
  return runHashSteps(rowSteps(hashes.length, (batch, i) => batch.value(hashes[i]!), hashes));
}

/** Root of the Poseidon2 pair tree over transaction hashes, whose number is a power of two (P4.1). */
export function transactionsRoot(hashes: readonly bigint[]): bigint {
  return transactionRows(hashes).at(-1)![0]!;
}

/**
 * {@link transactionRows} of transactions in steps, including their hashes (`transactionHash`). The number of transactions is a power
 * of two. An object that occurs in many places, as no-ops do, is hashed once per step.
 * @throws TRL-PRO-012 if a field does not fit its encoding, TRL-LED-001 if rollupId or a nonce is not a field element.
 */
export function transactionRowSteps(
  rollupId: bigint,
  transactions: readonly Transaction[],
): HashSteps<bigint[][]> {
  let known: {
    readonly batch: HashBatch;
    readonly id: HashInput;
    readonly places: Map<Transaction, HashInput>;
  };
  return rowSteps(transactions.length, (batch, i) => {
    if (known?.batch !== batch) known = { batch, id: batch.value(rollupId), places: new Map() };
    const tx = transactions[i]!;
    let place = known.places.get(tx);
    if (place === undefined) {
      const packed = batch.value(toBigInt(packTransaction(tx)));
      place = batch.hash([known.id, packed, batch.value(BigInt(tx.nonce))]);
      known.places.set(tx, place);
    }
    return place;
  });
}

/**
 * Rows over `count` entries: first the subtrees that fit in one batch each, then the rows above them.
 * @param entry - adds the i-th entry to a batch.
 * @param values - the entries, if they are known already.
 */
function* rowSteps(
  count: number,
  entry: (batch: HashBatch, i: number) => HashInput,
  values?: readonly bigint[],
): HashSteps<bigint[][]> {
  const rows: bigint[][] = [[]];
  for (let first = 0; first < count; first += ENTRIES_PER_BATCH) {
    const batch = new HashBatch();
    const length = Math.min(ENTRIES_PER_BATCH, count - first);
    let row = Array.from({ length }, (_, i) => entry(batch, first + i));
    const placed: HashInput[][] = values === undefined ? [row] : [];
    if (values !== undefined) rows[0]!.push(...values.slice(first, first + length));
    while (row.length > 1) {
      const above: HashInput[] = [];
      for (let i = 0; i < row.length; i += 2) above.push(batch.hash([row[i]!, row[i + 1]!]));
      placed.push(above);
      row = above;
    }
    const results = yield batch;
    placed.forEach((places, i) => {
      const level = i + (values === undefined ? 0 : 1);
      rows[level] ??= [];
      for (const place of places) rows[level].push(results.at(place));
    });
  }
  const top = rows.at(-1)!;
  if (top.length <= 1) return rows;
  const above: bigint[][] = yield* rowSteps(top.length, (batch, i) => batch.value(top[i]!), top);
  return [...rows, ...above.slice(1)];
}
