import type { L1Event } from "@trellis/l1";
import {
  EMPTY_QUEUE,
  fromHex,
  isMessage,
  type QueuedMessage,
  rollingHash,
  TRANSACTION_BYTES,
  TrellisError,
  unpackTransaction,
} from "@trellis/protocol";
import type { Hex } from "viem";

/** L1's message queue and the accounts that it has opened, rebuilt from events (P10.3). */
export class MessageLog {
  readonly #messages: QueuedMessage[] = [];
  /** Rolling hash after each number of messages. */
  readonly #hashes: Uint8Array[] = [EMPTY_QUEUE];
  /** Account index by key and owner. */
  readonly #accounts = new Map<string, number>();
  /** Owner by account index. */
  readonly #owners: Hex[] = [];
  #consumed = 0n;
  /** Messages whose transactions could not be executed at their places (P10.2). */
  readonly #failed = new Set<number>();

  /** Messages queued so far, the first at index 0. */
  get messages(): readonly QueuedMessage[] {
    return this.#messages;
  }

  /** Messages that final blocks have consumed. */
  get consumed(): bigint {
    return this.#consumed;
  }

  /** P10.2: whether a final block consumed a message without effect. */
  hasFailed(index: number): boolean {
    return this.#failed.has(index);
  }

  /**
   * Notes which messages a final block consumes without effect, before its event is applied.
   * @param data - the block's packed transactions. @param consumed - messages that are consumed after it.
   */
  consume(data: Uint8Array, consumed: bigint): void {
    let next = Number(this.#consumed);
    for (let at = 0; next < consumed && at < data.length; at += TRANSACTION_BYTES) {
      const tx = unpackTransaction(data.subarray(at, at + TRANSACTION_BYTES));
      if (!isMessage(tx)) continue;
      if (tx.failed) this.#failed.add(next);
      next += 1;
    }
  }

  /** L2 account index that L1 gave to a key and an owner; undefined before their first deposit. */
  accountIndex(keyX: bigint, keyY: bigint, owner: Hex): number | undefined {
    return this.#accounts.get(accountKey(keyX, keyY, owner));
  }

  /** P10.1: L1 address that gets an account's withdrawals and may force its transactions; undefined if the account does not exist. */
  ownerOf(accountIndex: number): Hex | undefined {
    return this.#owners[accountIndex];
  }

  /** Rolling hash of the first `count` messages. @throws TRL-NOD-012 if fewer are known. */
  hash(count: bigint): Uint8Array {
    const hash = this.#hashes[Number(count)];
    if (hash === undefined)
      throw new TrellisError("TRL-NOD-012", "L1's queue has fewer messages than this", { count });
    return hash;
  }

  /** Applies an event. Events of other kinds change nothing. */
  apply(event: L1Event): void {
    switch (event.eventName) {
      case "AccountOpened": {
        const { accountIndex, owner, keyX, keyY } = event.args;
        this.#accounts.set(accountKey(keyX, keyY, owner), accountIndex);
        this.#owners[accountIndex] = owner;
        break;
      }
      case "MessageQueued": {
        const { packed, keyX, keyY } = event.args;
        const message: QueuedMessage = { packed: fromHex(packed), keyX, keyY };
        this.#messages.push(message);
        this.#hashes.push(rollingHash(this.#hashes.at(-1)!, message));
        break;
      }
      case "Finalized":
        this.#consumed = event.args.messagesConsumed;
        break;
    }
  }
}

function accountKey(keyX: bigint, keyY: bigint, owner: Hex): string {
  return `${keyX}/${keyY}/${owner}`;
}
