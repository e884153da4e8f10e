import { isPackable, TRANSACTION_KINDS, type Transaction } from "@trellis/protocol";
import { MAX_NONCE } from "./Account.ts";

/** Whether every field of a transaction is in the range that the circuits' types give it; says nothing about the state. */
export function isWellFormed(tx: Transaction): boolean {
  return (
    TRANSACTION_KINDS.includes(tx.kind) &&
    (tx.asset === 0 || tx.asset === 1) &&
    isPackable(tx) &&
    Number.isInteger(tx.nonce) &&
    tx.nonce >= 0 &&
    tx.nonce <= MAX_NONCE
  );
}
