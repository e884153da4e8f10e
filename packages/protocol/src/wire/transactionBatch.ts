import type { Transaction } from "../transactions/Transaction.ts";

/** Most transactions in one gossip message. */
export const MAX_BATCH_TRANSACTIONS = 64;

type Place = Pick<Transaction, "from" | "nonce">;

/** The order of transactions in a batch: by sender, then by nonce. */
export function compareInBatch(a: Place, b: Place): number {
  return a.from - b.from || a.nonce - b.nonce;
}

/**
 * What is wrong with a batch, or undefined if nothing is. It holds a transaction, none twice, in their order, so that a batch has one form.
 * Signatures are checked elsewhere.
 */
export function transactionBatchFault(batch: readonly Place[]): string | undefined {
  if (batch.length === 0) return "the batch holds no transaction";
  const isOrdered = batch.every((tx, i) => i === 0 || compareInBatch(batch[i - 1]!, tx) < 0);
  return isOrdered ? undefined : "the transactions are not in the order of senders and nonces";
}
