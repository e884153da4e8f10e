import type { State } from "@trellis/ledger";
import type { Transaction } from "@trellis/protocol";

/**
 * Leaves out the transactions whose nonces a state has already used. A block on top of one that is not final yet needs this (P3.4):
 * otherwise a used nonce would block the sender's later transactions.
 */
export function* unspentTransactions(
  transactions: Iterable<Transaction>,
  state: State,
): Generator<Transaction> {
  for (const tx of transactions) {
    if (tx.nonce >= (state.account(tx.from)?.nonce ?? 0)) yield tx;
  }
}
