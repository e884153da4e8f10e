import {
  EMPTY_QUEUE,
  LEAF_TRANSACTIONS,
  messageFee,
  placesAskedFor,
  type QueuedMessage,
  rollingHash,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { BridgeInit } from "./BridgeInit.ts";

interface Queued {
  readonly at: bigint;
  /** Rolling hash of the queue with this message. */
  readonly rolling: Uint8Array;
}

/** R10: the queue of messages to L2, what a message costs, and which a block must take. */
export class MessageQueue {
  readonly #init: BridgeInit;
  readonly #messages: JournalMap<bigint, Queued>;
  readonly #consumed: JournalCell<bigint>;

  constructor(init: BridgeInit) {
    this.#init = init;
    this.#messages = new JournalMap(init.journal);
    this.#consumed = new JournalCell(init.journal, 0n);
  }

  get queued(): bigint {
    return BigInt(this.#messages.size);
  }

  /** By final blocks. */
  get consumed(): bigint {
    return this.#consumed.value;
  }

  setConsumed(count: bigint): void {
    this.#consumed.value = count;
  }

  /** What the next message burns. */
  get fee(): bigint {
    return messageFee(this.#init.settings.messageFee, this.queued - this.consumed);
  }

  /** When message `index` was queued; 0 where it is not yet. */
  queuedAt(index: bigint): bigint {
    return this.#messages.get(index)?.at ?? 0n;
  }

  /** Rolling hash of the first `count` messages; zero for none and for messages not queued yet. */
  rollingHash(count: bigint): Hex {
    return toHex(this.#messages.get(count - 1n)?.rolling ?? EMPTY_QUEUE);
  }

  /** When message `index` is due. */
  dueAt(index: bigint): bigint {
    return this.queuedAt(index) + BigInt(this.#init.settings.inclusionDelay);
  }

  /** Queues a message and burns its fee. @returns its place in the queue. */
  push(call: Call, message: QueuedMessage, maxFee: bigint): bigint {
    const { fee } = this;
    refuseIf(fee > maxFee, "FeeTooHigh");
    const index = this.queued;
    const rolling = rollingHash(this.#messages.get(index - 1n)?.rolling ?? EMPTY_QUEUE, message);
    this.#messages.set(index, { at: call.time, rolling });
    const { keyX, keyY } = message;
    const [packed, hash] = [toHex(message.packed), toHex(rolling)];
    this.#init.emit("MessageQueued", { index, packed, keyX, keyY, rolling: hash, fee });
    if (fee !== 0n) {
      this.#init.vault.collect(this.#init.address, 0, call.from, fee);
      this.#init.vault.burn(this.#init.address, fee);
    }
    return index;
  }

  /**
   * R10: whether a block may consume the messages [before, count).
   * @param openedAt - when its round's proposal window opened. @param halved - how often the places asked for are halved.
   */
  require(before: bigint, count: bigint, openedAt: bigint, halved: number, depth: number): void {
    refuseIf(count < before || count > this.queued, "MessagesUnknown");
    const places = BigInt(LEAF_TRANSACTIONS * 2 ** depth);
    refuseIf(count - before > places, "TooManyMessages");
    const isDue = (index: bigint): boolean => this.dueAt(index) <= openedAt;
    const most = BigInt(placesAskedFor(halved));
    // As long as fewer are consumed than may be asked for, the next one must not be due.
    if (count - before < most && count < this.queued) refuseIf(isDue(count), "MessagesMissing");
    const half = places / 2n;
    if (count - before > half) refuseIf(!isDue(count - half - 1n), "TooEager");
  }
}
