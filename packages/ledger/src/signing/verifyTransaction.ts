import type { PublicKey } from "@trellis/field";
import { isSigned, type Transaction } from "@trellis/protocol";
import { isWellFormed } from "../execution/isWellFormed.ts";
import { transactionHash } from "../hashing/transactionHash.ts";
import { verify } from "./schnorr.ts";

/**
 * Whether a transaction is signed by `sender` for this rollup (P1.1). False for anything malformed and for transactions that
 * carry no signature (no-op, deposit, seed, forced).
 */
export function verifyTransaction(rollupId: bigint, tx: Transaction, sender: PublicKey): boolean {
  if (!isSigned(tx) || !isWellFormed(tx)) return false;
  return verify(sender, transactionHash(rollupId, tx), tx.signature);
}
