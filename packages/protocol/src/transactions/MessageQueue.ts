import { TRANSACTION_BYTES } from "../constants.ts";
import { exactly, sha256, toBytes } from "../encoding/bytes.ts";
import { packTransaction, type Transaction, unpackTransaction } from "./Transaction.ts";

/** P8.6, P10.3: a message that L1 has queued for L2: its packed transaction and, for a deposit, the key of the receiving account. */
export interface QueuedMessage {
  /** 20 bytes, not marked as failed. */
  readonly packed: Uint8Array;
  /** Grumpkin point of a deposit's account; zeros for seeds and forced transactions. */
  readonly keyX: bigint;
  readonly keyY: bigint;
}

/** Rolling hash of the empty queue. */
export const EMPTY_QUEUE: Uint8Array = new Uint8Array(32);

/**
 * Rolling hash after one more message.
 * @throws TRL-PRO-001 for a key that does not fit its bytes, TRL-PRO-017 if `previous` is not 32 or `packed` not 20 bytes long.
 */
export function rollingHash(previous: Uint8Array, { packed, keyX, keyY }: QueuedMessage): Uint8Array {
  return sha256(
    exactly(previous, 32),
    exactly(packed, TRANSACTION_BYTES),
    toBytes(keyX, 32),
    toBytes(keyY, 32),
  );
}

/**
 * The message that a deposit, seed or forced transaction consumes. L2 decides whether it fails, so the message does not say.
 * @param key - of the account that receives a deposit.
 * @throws TRL-PRO-012 if a field does not fit.
 */
export function messageOf(
  tx: Transaction,
  key: { readonly x: bigint; readonly y: bigint } = { x: 0n, y: 0n },
): QueuedMessage {
  return { packed: packTransaction({ ...tx, failed: false }), keyX: key.x, keyY: key.y };
}

/**
 * The transaction that consumes a message, not marked as failed.
 * @throws TRL-PRO-013 if the message is not a packed transaction.
 */
export function transactionOf(message: QueuedMessage): Transaction {
  return unpackTransaction(message.packed);
}
