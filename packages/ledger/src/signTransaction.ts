import { type Transaction, TrellisError } from "@trellis/protocol";
import { sign } from "./schnorr.ts";
import { transactionHash } from "./transactionHash.ts";

/** What a user decides about a transaction; by default it is a transfer. */
export type UnsignedTransaction = Omit<Transaction, "kind" | "forced" | "failed" | "signature"> & {
  readonly kind?: "transfer" | "swap" | "withdraw";
};

/**
 * A transaction signed by its sender's secret for one rollup (P1.1).
 * @throws TRL-LED-010 if the nonce is not a 32-bit number, TRL-PRO-012 if another field does not fit, TRL-LED-002 for a bad secret.
 */
export function signTransaction(
  rollupId: bigint,
  transaction: UnsignedTransaction,
  secret: bigint,
): Transaction {
  const { kind = "transfer", asset, from, to, amount, fee, nonce } = transaction;
  if (!Number.isInteger(nonce) || nonce < 0 || nonce > 0xffff_ffff) {
    throw new TrellisError("TRL-LED-010", "a nonce is a whole number below 2^32", { nonce });
  }
  const unsigned = {
    kind,
    asset,
    from,
    to,
    amount,
    fee,
    nonce,
    forced: false,
    failed: false,
    signature: new Uint8Array(),
  } as const;
  return { ...unsigned, signature: sign(secret, transactionHash(rollupId, unsigned)) };
}
