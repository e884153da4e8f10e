import {
  isSigned,
  LEAF_DATA_BYTES,
  MAX_DEPTH,
  type QueuedMessage,
  rollingHash,
  TRANSACTION_BYTES,
  type Transaction,
  TrellisError,
  unpackTransaction,
} from "@trellis/protocol";
import type { State } from "../state/State.ts";
import { applyEffect, executeTransaction } from "./executeTransaction.ts";

/** The result of replaying an accepted block's data. */
export interface ReplayedBlock {
  readonly state: State;
  readonly fees: bigint;
  /** Number of L1 messages consumed. */
  readonly consumed: number;
  readonly messagesAfter: Uint8Array;
}

/**
 * P10.4: applies a block's data, as published on L1, to the state before the block. `state` is not changed. The data contains neither
 * nonces nor signatures: the proof covers them, and a nonce is always the sender's next one.
 *
 * @param messages - rolling hash before the block, and the messages queued on L1 after it, in order
 * @throws TRL-LED-032 if the length is not a block's. TRL-LED-033, which names the place, if a transaction does not decode or cannot
 * be executed: then the state is not the one before this block, or the data is not an accepted block's.
 */
export function replayData(
  state: State,
  data: Uint8Array,
  messages: { readonly before: Uint8Array; readonly queue: readonly QueuedMessage[] },
): ReplayedBlock {
  const depth = Math.log2(data.length / LEAF_DATA_BYTES);
  if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH) {
    throw new TrellisError("TRL-LED-032", "block data has 2^depth · 160 bytes, depth 1..11", {
      bytes: data.length,
    });
  }
  const current = state.fork();
  let rolling = messages.before;
  let consumed = 0;
  let fees = 0n;
  for (let offset = 0; offset < data.length; offset += TRANSACTION_BYTES) {
    try {
      const tx = withNonce(current, unpackTransaction(data.subarray(offset, offset + TRANSACTION_BYTES)));
      const message = messages.queue[consumed];
      const effect = executeTransaction(current, tx, { rollupId: 0n, message, skipSignature: true });
      applyEffect(current, effect);
      if (effect.consumesMessage && message !== undefined) {
        rolling = rollingHash(rolling, message);
        consumed++;
      }
      fees += effect.fee;
    } catch (error) {
      const transaction = offset / TRANSACTION_BYTES;
      throw new TrellisError(
        "TRL-LED-033",
        `transaction ${transaction} of the block data cannot be replayed (${error instanceof Error ? error.message : "unknown"})`,
        { transaction },
        error,
      );
    }
  }
  return { state: current, fees, consumed, messagesAfter: rolling };
}

function withNonce(state: State, tx: Transaction): Transaction {
  return isSigned(tx) ? { ...tx, nonce: state.account(tx.from)?.nonce ?? 0 } : tx;
}
