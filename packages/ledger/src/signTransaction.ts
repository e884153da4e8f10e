import { type Transaction, TrellisError } from "@trellis/protocol";
import { sign } from "./schnorr.ts";
import { transactionHash } from "./transactionHash.ts";

/** What a user decides about a transfer. */
export type UnsignedTransfer = Omit<Transaction, "kind" | "signature"> & { readonly kind?: "transfer" };

/**
 * A transfer signed by its sender's secret for one rollup (P1.1).
 * @throws TRL-LED-010 if the nonce is not a 32-bit number, TRL-PRO-012 if another field does not fit, TRL-LED-002 for a bad secret.
 */
export function signTransaction(rollupId: bigint, transfer: UnsignedTransfer, secret: bigint): Transaction {
  const { asset, from, to, amount, fee, nonce } = transfer;
  if (!Number.isInteger(nonce) || nonce < 0 || nonce > 0xffff_ffff) {
    throw new TrellisError("TRL-LED-010", "a nonce is a whole number below 2^32", { nonce });
  }
  const unsigned = {
    kind: "transfer",
    asset,
    from,
    to,
    amount,
    fee,
    nonce,
    signature: new Uint8Array(),
  } as const;
  return { ...unsigned, signature: sign(secret, transactionHash(rollupId, unsigned)) };
}
