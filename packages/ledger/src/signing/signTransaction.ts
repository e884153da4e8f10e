import { type Asset, encodeFee, encodeMinimumOut, type Transaction, TrellisError } from "@trellis/protocol";
import { transactionHash } from "../hashing/transactionHash.ts";
import { sign } from "./schnorr.ts";

/** The fields of a transaction that its user chooses. The default kind is a transfer. */
export type UnsignedTransaction = Omit<Transaction, "kind" | "forced" | "failed" | "signature"> & {
  readonly kind?: "transfer" | "swap" | "withdraw";
};

/**
 * A transaction signed with its sender's secret for one rollup (P1.1).
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

/** A transfer in a wallet's form, with amounts in smallest units. The fee is rounded up to an encodable one. */
export interface TransferIntent {
  readonly from: number;
  readonly to: number;
  readonly asset: Asset;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly nonce: number;
}

/** A swap: sells `amount` of `asset` for at least `minimumOut` of the other one. `minimumOut` is rounded down by less than 0.04 %. */
export interface SwapIntent extends Omit<TransferIntent, "to"> {
  readonly minimumOut: bigint;
}

/** A withdrawal to the L1 owner of the account. */
export type WithdrawIntent = Omit<TransferIntent, "to">;

/** @throws as {@link signTransaction} does; TRL-PRO-011 for a fee too large to encode. */
export function signTransfer(
  rollupId: bigint,
  { fee, ...rest }: TransferIntent,
  secret: bigint,
): Transaction {
  return signTransaction(rollupId, { ...rest, fee: encodeFee(fee) }, secret);
}

/** @throws as {@link signTransfer} does; TRL-PRO-023 for a `minimumOut` of more than 96 bits. */
export function signSwap(
  rollupId: bigint,
  { fee, minimumOut, ...rest }: SwapIntent,
  secret: bigint,
): Transaction {
  const to = encodeMinimumOut(minimumOut);
  return signTransaction(rollupId, { ...rest, kind: "swap", to, fee: encodeFee(fee) }, secret);
}

/** @throws as {@link signTransfer} does. */
export function signWithdraw(
  rollupId: bigint,
  { fee, ...rest }: WithdrawIntent,
  secret: bigint,
): Transaction {
  return signTransaction(rollupId, { ...rest, kind: "withdraw", to: 0, fee: encodeFee(fee) }, secret);
}
