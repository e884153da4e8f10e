import { concatBytes, toBigInt, toBytes } from "./bytes.ts";
import { ACCOUNT_TREE_DEPTH, TRANSACTION_BYTES } from "./constants.ts";
import { TrellisError } from "./TrellisError.ts";

/** P10.1. Later kinds (swap, withdraw) take the next numbers. */
export type TransactionKind = "noop" | "deposit" | "transfer";

/** The two assets of the rollup: 0 is the native one, in which fees are paid (P10.2). */
export type Asset = 0 | 1;

/** An L2 transaction. `amount` in the asset's smallest unit; `fee` as the 16-bit decimal float of {@link encodeFee}. */
export interface Transaction {
  readonly kind: TransactionKind;
  readonly asset: Asset;
  /** Account index of the sender; 0 for no-op and deposit. */
  readonly from: number;
  readonly to: number;
  readonly amount: bigint;
  readonly fee: number;
  readonly nonce: number;
  /** 64 bytes `s ‖ e`; zeros for no-op and deposit. */
  readonly signature: Uint8Array;
}

/** Kinds in the order of their numbers on the wire and in circuits. */
export const TRANSACTION_KINDS: readonly TransactionKind[] = ["noop", "deposit", "transfer"];
/** Largest amount of one transaction. */
export const MAX_AMOUNT = (1n << 96n) - 1n;
/** Largest decimal exponent of a fee. */
export const MAX_FEE_EXPONENT = 25;
/** The signature field of transactions that carry none. */
export const NO_SIGNATURE: Uint8Array = new Uint8Array(64);
/** P4.1: what stands in unused places. */
export const NOOP: Transaction = {
  kind: "noop",
  asset: 0,
  from: 0,
  to: 0,
  amount: 0n,
  fee: 0,
  nonce: 0,
  signature: NO_SIGNATURE,
};

const ACCOUNTS = 2 ** ACCOUNT_TREE_DEPTH;

/**
 * Value of an encoded fee in units of asset 0: `(fee >> 5) · 10^(fee & 31)`.
 * @throws TRL-PRO-010 if the exponent is above 25.
 */
export function decodeFee(fee: number): bigint {
  const exponent = fee & 31;
  if (!Number.isInteger(fee) || fee < 0 || fee > 0xffff || exponent > MAX_FEE_EXPONENT) {
    throw new TrellisError(
      "TRL-PRO-010",
      `a fee is 16 bits with an exponent of at most ${MAX_FEE_EXPONENT}`,
      { fee },
    );
  }
  return BigInt(fee >> 5) * 10n ** BigInt(exponent);
}

/**
 * The smallest encodable fee that is at least `value`, with the smallest exponent.
 * @throws TRL-PRO-011 if none is.
 */
export function encodeFee(value: bigint): number {
  let mantissa = value;
  for (let exponent = 0; exponent <= MAX_FEE_EXPONENT && value >= 0n; exponent++) {
    if (mantissa < 2048n) return (Number(mantissa) << 5) | exponent;
    mantissa = (mantissa + 9n) / 10n;
  }
  throw new TrellisError("TRL-PRO-011", "the fee is too large to encode", { value });
}

/** Whether every field of a transaction fits its packed encoding and the fee decodes. */
export function isPackable(tx: Transaction): boolean {
  return (
    TRANSACTION_KINDS.includes(tx.kind) &&
    (tx.asset === 0 || tx.asset === 1) &&
    Number.isInteger(tx.from) &&
    tx.from >= 0 &&
    tx.from < ACCOUNTS &&
    Number.isInteger(tx.to) &&
    tx.to >= 0 &&
    tx.to < ACCOUNTS &&
    tx.amount >= 0n &&
    tx.amount <= MAX_AMOUNT &&
    Number.isInteger(tx.fee) &&
    tx.fee >= 0 &&
    tx.fee <= 0xffff &&
    (tx.fee & 31) <= MAX_FEE_EXPONENT
  );
}

/**
 * Whether a transaction is one that a block can hold, as far as it shows by itself: packable; a no-op empty (P4.1), a deposit with
 * neither sender nor fee nor nonce (P8.6), and neither with a signature; 32-bit nonce.
 */
export function isWellFormed(tx: Transaction): boolean {
  const isUnsigned =
    tx.nonce === 0 && tx.from === 0 && tx.fee === 0 && tx.signature.every((byte) => byte === 0);
  return (
    isPackable(tx) &&
    tx.signature.length === 64 &&
    Number.isInteger(tx.nonce) &&
    tx.nonce >= 0 &&
    tx.nonce <= 0xffffffff &&
    (tx.kind === "transfer" || isUnsigned) &&
    (tx.kind !== "noop" || (tx.asset === 0 && tx.to === 0 && tx.amount === 0n))
  );
}

/**
 * 20 bytes on L1: `kind | asset << 4 ‖ from · 2^20 + to ‖ amount ‖ fee`.
 * @throws TRL-PRO-012 if a field does not fit.
 */
export function packTransaction(tx: Transaction): Uint8Array {
  if (!isPackable(tx)) {
    throw new TrellisError("TRL-PRO-012", "a transaction's field is out of range", {
      kind: tx.kind,
      from: tx.from,
      to: tx.to,
      amount: tx.amount,
      fee: tx.fee,
    });
  }
  return concatBytes(
    toBytes(TRANSACTION_KINDS.indexOf(tx.kind) | (tx.asset << 4), 1),
    toBytes((BigInt(tx.from) << BigInt(ACCOUNT_TREE_DEPTH)) | BigInt(tx.to), 5),
    toBytes(tx.amount, 12),
    toBytes(tx.fee, 2),
  );
}

/**
 * Inverse of {@link packTransaction}; nonce and signature are not on L1 and come back as 0 and zeros.
 * @throws TRL-PRO-013 if the bytes encode no transaction.
 */
export function unpackTransaction(packed: Uint8Array): Transaction {
  const head = packed[0] ?? 0xff;
  const kind = TRANSACTION_KINDS[head & 15];
  const asset = head >> 4;
  const accounts = toBigInt(packed.subarray(1, 6));
  const tx = {
    kind: kind ?? "noop",
    asset: asset === 1 ? 1 : 0,
    from: Number(accounts >> BigInt(ACCOUNT_TREE_DEPTH)),
    to: Number(accounts & BigInt(ACCOUNTS - 1)),
    amount: toBigInt(packed.subarray(6, 18)),
    fee: Number(toBigInt(packed.subarray(18, 20))),
    nonce: 0,
    signature: NO_SIGNATURE.slice(),
  } satisfies Transaction;
  if (packed.length !== TRANSACTION_BYTES || kind === undefined || asset > 1 || !isWellFormed(tx)) {
    throw new TrellisError("TRL-PRO-013", "these bytes are no packed transaction", {
      length: packed.length,
      head,
    });
  }
  return tx;
}
