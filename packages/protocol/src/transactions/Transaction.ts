import { TrellisError } from "@trellis/field";
import { ACCOUNT_TREE_DEPTH, TRANSACTION_BYTES } from "../constants.ts";
import { concatBytes, toBigInt, toBytes } from "../encoding/bytes.ts";

/** P10.1: what a transaction does. Users send transfers, swaps and withdrawals; deposits and seeds come from L1. */
export type TransactionKind = "noop" | "deposit" | "transfer" | "swap" | "withdraw" | "seed";

/** The two assets of the rollup: 0 is the native one, in which fees are paid (P10.2). */
export type Asset = 0 | 1;

/** An L2 transaction. `amount` in the asset's smallest unit; `fee` as the 16-bit decimal float of {@link encodeFee}. */
export interface Transaction {
  readonly kind: TransactionKind;
  readonly asset: Asset;
  /** Account index of the sender; 0 for no-op, deposit and seed. */
  readonly from: number;
  /** Account index of the recipient. For a swap: the least amount bought ({@link encodeMinimumOut}). Otherwise 0. */
  readonly to: number;
  /** For a swap: how much of `asset` is sold. */
  readonly amount: bigint;
  readonly fee: number;
  /** The sender's next nonce; 0 if there is no signature. */
  readonly nonce: number;
  /** P10.3: ordered on L1 by the sender's owner, so it has no signature and no nonce. */
  readonly forced: boolean;
  /** P10.2: forced but not executable at its place, so it changes nothing. */
  readonly failed: boolean;
  /** 64 bytes `s ‖ e`; zeros where {@link isSigned} is false. */
  readonly signature: Uint8Array;
}

/** Kinds in the order of their numbers on the wire and in circuits. */
export const TRANSACTION_KINDS: readonly TransactionKind[] = [
  "noop",
  "deposit",
  "transfer",
  "swap",
  "withdraw",
  "seed",
];
/** Largest amount of one transaction. */
export const MAX_AMOUNT = (1n << 96n) - 1n;
/** Largest decimal exponent of a fee. */
export const MAX_FEE_EXPONENT = 25;
/** Largest decimal exponent of a swap's least amount bought. */
export const MAX_MINIMUM_OUT_EXPONENT = 24;
/** The signature field of transactions that carry none. */
export const NO_SIGNATURE: Uint8Array = new Uint8Array(64);
/** P4.1: fills unused places. */
export const NOOP: Transaction = {
  kind: "noop",
  asset: 0,
  from: 0,
  to: 0,
  amount: 0n,
  fee: 0,
  nonce: 0,
  forced: false,
  failed: false,
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
 * @throws TRL-PRO-011 if there is none.
 */
export function encodeFee(value: bigint): number {
  let mantissa = value;
  for (let exponent = 0; exponent <= MAX_FEE_EXPONENT && value >= 0n; exponent++) {
    if (mantissa < 2048n) return (Number(mantissa) << 5) | exponent;
    mantissa = (mantissa + 9n) / 10n;
  }
  throw new TrellisError("TRL-PRO-011", "the fee is too large to encode", { value });
}

/**
 * Value of a swap's `to`: the least amount that it must buy, `(to >> 5) · 10^(to & 31)`, below 2^96.
 * @throws TRL-PRO-022 if it has more than 20 bits or an exponent above 24.
 */
export function decodeMinimumOut(to: number): bigint {
  const exponent = to & 31;
  if (!Number.isInteger(to) || to < 0 || to >= ACCOUNTS || exponent > MAX_MINIMUM_OUT_EXPONENT) {
    throw new TrellisError(
      "TRL-PRO-022",
      `a swap's minimum is 20 bits with an exponent of at most ${MAX_MINIMUM_OUT_EXPONENT}`,
      { to },
    );
  }
  return BigInt(to >> 5) * 10n ** BigInt(exponent);
}

/**
 * The largest encodable least amount bought that is at most `value`, with the smallest exponent: rounding down (by less than 0.04 %)
 * keeps a swap executable at the price at which it was quoted.
 * @throws TRL-PRO-023 if `value` is negative or needs more than 96 bits.
 */
export function encodeMinimumOut(value: bigint): number {
  if (value < 0n || value > MAX_AMOUNT) {
    throw new TrellisError("TRL-PRO-023", "a swap's minimum has at most 96 bits", { value });
  }
  let mantissa = value;
  for (let exponent = 0; exponent < MAX_MINIMUM_OUT_EXPONENT; exponent++) {
    if (mantissa < 32_768n) return (Number(mantissa) << 5) | exponent;
    mantissa /= 10n;
  }
  const largest = mantissa < 32_767n ? mantissa : 32_767n;
  return (Number(largest) << 5) | MAX_MINIMUM_OUT_EXPONENT;
}

/** P10.1, P10.3: whether a kind is one that users send, signed or forced through L1. */
export function isSentKind(kind: TransactionKind): kind is "transfer" | "swap" | "withdraw" {
  return kind === "transfer" || kind === "swap" || kind === "withdraw";
}

/** P1.1: whether a transaction needs its sender's signature. */
export function isSigned(tx: Pick<Transaction, "kind" | "forced">): boolean {
  return isSentKind(tx.kind) && !tx.forced;
}

/** P8.6, P10.3: whether a transaction is the next message of the L1 queue. */
export function isMessage(tx: Pick<Transaction, "kind" | "forced">): boolean {
  return tx.kind === "deposit" || tx.kind === "seed" || tx.forced;
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
    (tx.fee & 31) <= MAX_FEE_EXPONENT &&
    typeof tx.forced === "boolean" &&
    typeof tx.failed === "boolean"
  );
}

/**
 * Whether a block can hold this transaction, as far as the transaction alone shows. It packs and has a 32-bit nonce. The fields that
 * its kind does not use are zero (P4.1, P8.6), and so are nonce and signature if its kind is unsigned (P10.3). Only forced
 * transactions fail (P10.2).
 */
export function isWellFormed(tx: Transaction): boolean {
  return (
    isPackable(tx) &&
    tx.signature.length === 64 &&
    Number.isInteger(tx.nonce) &&
    tx.nonce >= 0 &&
    tx.nonce <= 0xffffffff &&
    (isSigned(tx) || (tx.nonce === 0 && tx.signature.every((byte) => byte === 0))) &&
    (isSentKind(tx.kind) || !tx.forced) &&
    (tx.forced || !tx.failed) &&
    usesItsFields(tx)
  );
}

/** Whether `asset`, `from`, `to`, `amount` and `fee` are valid for the kind. */
function usesItsFields(tx: Transaction): boolean {
  switch (tx.kind) {
    case "noop":
      return tx.asset === 0 && tx.from === 0 && tx.to === 0 && tx.amount === 0n && tx.fee === 0;
    case "deposit":
      return tx.from === 0 && tx.fee === 0;
    case "transfer":
      return true;
    case "swap":
      return (tx.to & 31) <= MAX_MINIMUM_OUT_EXPONENT;
    case "withdraw":
      return tx.to === 0;
    case "seed":
      return tx.from === 0 && tx.to === 0 && tx.amount > 0n && tx.fee === 0;
  }
}

/** What the first byte of a packed transaction holds. */
type TransactionHead = Pick<Transaction, "kind" | "asset" | "forced" | "failed">;

/**
 * The first byte of a packed transaction: `kind | asset << 4 | forced << 5 | failed << 6`.
 * @throws TRL-PRO-012 for a kind or an asset that does not exist.
 */
export function packHead({ kind, asset, forced, failed }: TransactionHead): number {
  const number = TRANSACTION_KINDS.indexOf(kind);
  if (number < 0 || (asset !== 0 && asset !== 1)) {
    throw new TrellisError("TRL-PRO-012", "a transaction's kind or asset does not exist", { kind, asset });
  }
  return number | (asset << 4) | (Number(forced) << 5) | (Number(failed) << 6);
}

/** Inverse of {@link packHead}; undefined for a kind that does not exist or a byte with the top bit set. */
export function unpackHead(head: number): TransactionHead | undefined {
  const kind = TRANSACTION_KINDS[head & 15];
  if (kind === undefined || head > 127) return undefined;
  return { kind, asset: head & 16 ? 1 : 0, forced: (head & 32) !== 0, failed: (head & 64) !== 0 };
}

/**
 * 20 bytes on L1: `head ‖ from · 2^20 + to ‖ amount ‖ fee`, with the head from {@link packHead}.
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
    toBytes(packHead(tx), 1),
    toBytes((BigInt(tx.from) << BigInt(ACCOUNT_TREE_DEPTH)) | BigInt(tx.to), 5),
    toBytes(tx.amount, 12),
    toBytes(tx.fee, 2),
  );
}

/** Whether two transactions pack to the same bytes: they do the same, whatever their nonces and signatures. */
export function isSameTransaction(one: Transaction, other: Transaction): boolean {
  return (
    one.kind === other.kind &&
    one.asset === other.asset &&
    one.from === other.from &&
    one.to === other.to &&
    one.amount === other.amount &&
    one.fee === other.fee &&
    one.forced === other.forced &&
    one.failed === other.failed
  );
}

/**
 * Inverse of {@link packTransaction}; nonce and signature are not on L1, so the nonce is 0 and the signature zeros.
 * @throws TRL-PRO-013 if the bytes do not encode a transaction.
 */
export function unpackTransaction(packed: Uint8Array): Transaction {
  const head = packed[0] ?? 0xff;
  const fields = unpackHead(head);
  const accounts = toBigInt(packed.subarray(1, 6));
  const tx: Transaction = {
    ...(fields ?? NOOP),
    from: Number(accounts >> BigInt(ACCOUNT_TREE_DEPTH)),
    to: Number(accounts & BigInt(ACCOUNTS - 1)),
    amount: toBigInt(packed.subarray(6, 18)),
    fee: Number(toBigInt(packed.subarray(18, 20))),
    nonce: 0,
    signature: NO_SIGNATURE.slice(),
  };
  if (packed.length !== TRANSACTION_BYTES || fields === undefined || !isWellFormed(tx)) {
    throw new TrellisError("TRL-PRO-013", "these bytes are not a packed transaction", {
      length: packed.length,
      head,
    });
  }
  return tx;
}
