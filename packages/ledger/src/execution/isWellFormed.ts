import { isPackable, MAX_MINIMUM_OUT_EXPONENT, type Transaction } from "@trellis/protocol";
import { MAX_NONCE } from "../state/Account.ts";

/** Whether every field of a transaction is in the circuits' range. Does not consider the state. */
export function isWellFormed(tx: Transaction): boolean {
  return (
    isPackable(tx) &&
    Number.isInteger(tx.nonce) &&
    tx.nonce >= 0 &&
    tx.nonce <= MAX_NONCE &&
    (tx.kind !== "swap" || (tx.to & 31) <= MAX_MINIMUM_OUT_EXPONENT) &&
    (tx.kind !== "withdraw" || tx.to === 0) &&
    (tx.kind !== "seed" || tx.amount > 0n)
  );
}
