import { type L1Event, OpenedAccounts } from "@trellis/l1";
import {
  concatBytes,
  EMPTY_QUEUE,
  fromHex,
  isMessage,
  PackedList,
  type QueuedMessage,
  rollingHash,
  TRANSACTION_BYTES,
  TrackedMap,
  TrellisError,
  toBigInt,
  toBytes,
  unpackTransaction,
} from "@trellis/protocol";
import type { Hex } from "viem";

/** Transaction, both coordinates of the key, rolling hash after it. */
const KEY_AT = TRANSACTION_BYTES;
const HASH_AT = KEY_AT + 64;
const RECORD_BYTES = HASH_AT + 32;

/** Messages queued so far, the first at index 0. */
export interface MessageList {
  readonly length: number;
  /** Messages from an index on, and up to another, exclusive. Takes as long as they are many. */
  slice(from: number, to?: number): QueuedMessage[];
}

/** L1's message queue and the accounts that it has opened, rebuilt from events (P10.3). Packed: there may be millions of both. */
export class MessageLog implements MessageList {
  readonly #records = new PackedList(RECORD_BYTES);
  readonly #accounts = new OpenedAccounts();
  /** For a store. */
  readonly tables = {
    messages: this.#records.pages,
    accounts: this.#accounts.pages,
    /** Messages whose transactions could not be executed at their places (P10.2). */
    failed: new TrackedMap<number, true>(),
  };
  /** Messages that final blocks have consumed. */
  consumed = 0n;
  /** The first message of which it is known whether it failed: earlier ones are of blocks that this node has not read. For a store. */
  failuresFrom = 0n;

  get length(): number {
    return this.#records.length;
  }

  slice(from: number, to: number = this.length): QueuedMessage[] {
    const messages: QueuedMessage[] = [];
    for (let index = from; index < Math.min(to, this.length); index++) {
      const record = this.#records.at(index)!;
      messages.push({
        packed: record.slice(0, KEY_AT),
        keyX: toBigInt(record.subarray(KEY_AT, KEY_AT + 32)),
        keyY: toBigInt(record.subarray(KEY_AT + 32, HASH_AT)),
      });
    }
    return messages;
  }

  /** P10.2: whether a final block consumed a message without effect; undefined if this node has not read that block. */
  hasFailed(index: number): boolean | undefined {
    return BigInt(index) < this.failuresFrom ? undefined : this.tables.failed.has(index);
  }

  /**
   * Notes which messages a final block consumes without effect, before its event is applied.
   * @param data - the block's packed transactions. @param consumed - messages that are consumed after it.
   */
  consume(data: Uint8Array, consumed: bigint): void {
    let next = Number(this.consumed);
    for (let at = 0; next < consumed && at < data.length; at += TRANSACTION_BYTES) {
      const tx = unpackTransaction(data.subarray(at, at + TRANSACTION_BYTES));
      if (!isMessage(tx)) continue;
      if (tx.failed) this.tables.failed.set(next, true);
      next += 1;
    }
  }

  /** L2 account index that L1 gave to a key and an owner; undefined before their first deposit. */
  accountIndex(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    return this.#accounts.indexOf(keyX, keyY, owner);
  }

  /** P10.1: L1 address that gets an account's withdrawals and may force its transactions; undefined if the account does not exist. */
  ownerOf(accountIndex: number): Hex | undefined {
    return this.#accounts.ownerOf(accountIndex);
  }

  /** Rolling hash of the first `count` messages. @throws TRL-NOD-012 if fewer are known. */
  hash(count: bigint): Uint8Array {
    if (count === 0n) return EMPTY_QUEUE;
    const record = this.#records.at(Number(count) - 1);
    if (record === undefined)
      throw new TrellisError("TRL-NOD-012", "L1's queue has fewer messages than this", { count });
    return record.slice(HASH_AT);
  }

  /** Goes on from what a store has put into {@link tables}. @returns whether it is a queue. */
  adopt(): boolean {
    return this.#records.adopt() && this.#accounts.adopt() && this.consumed <= BigInt(this.length);
  }

  /** Adds the next message. */
  push(message: QueuedMessage): void {
    const { packed, keyX, keyY } = message;
    const hash = rollingHash(this.hash(BigInt(this.length)), message);
    this.#records.push(concatBytes(packed, toBytes(keyX, 32), toBytes(keyY, 32), hash));
  }

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event): void {
    switch (event.eventName) {
      case "AccountOpened":
        this.#accounts.open(event.args);
        break;
      case "MessageQueued": {
        const { index, packed, keyX, keyY } = event.args;
        // A queue that did not come from events may be ahead of them.
        if (index < BigInt(this.length)) break;
        this.push({ packed: fromHex(packed), keyX, keyY });
        break;
      }
      case "Finalized":
        this.consumed = event.args.messagesConsumed;
        break;
    }
  }
}
