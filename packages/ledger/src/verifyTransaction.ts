import type { Transaction } from "@trellis/protocol";
import { isWellFormed } from "./isWellFormed.ts";
import { type PublicKey, verify } from "./schnorr.ts";
import { transactionHash } from "./transactionHash.ts";

/**
 * Whether a transfer is signed by `sender` for this rollup (P1.1). False for anything malformed and for transactions that
 * carry no signature (no-op, deposit).
 */
export function verifyTransaction(rollupId: bigint, tx: Transaction, sender: PublicKey): boolean {
  if (tx.kind !== "transfer" || !isWellFormed(tx)) return false;
  return verify(sender, transactionHash(rollupId, tx), tx.signature);
}
