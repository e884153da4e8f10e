import { exactly, sha256, toBytes } from "./bytes.ts";

/** P8.6: a deposit queued on L1. `accountIndex` was given by L1; key = Grumpkin point of the account. */
export interface QueuedMessage {
  readonly accountIndex: number;
  readonly asset: 0 | 1;
  readonly amount: bigint;
  readonly keyX: bigint;
  readonly keyY: bigint;
}

/** Rolling hash of the empty queue. */
export const EMPTY_QUEUE: Uint8Array = new Uint8Array(32);

/**
 * Rolling hash after one more message.
 * @throws TRL-PRO-001 for a number that does not fit its bytes, TRL-PRO-017 for a `previous` that has not 32 bytes.
 */
export function rollingHash(previous: Uint8Array, message: QueuedMessage): Uint8Array {
  return sha256(
    exactly(previous, 32),
    toBytes(message.accountIndex, 4),
    toBytes(message.asset, 1),
    toBytes(message.amount, 16),
    toBytes(message.keyX, 32),
    toBytes(message.keyY, 32),
  );
}
