import { EMPTY_QUEUE, type QueuedMessage, rollingHash, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import type { RollupInit } from "./RollupInit.ts";

interface Queued {
  /** L1 timestamp. */
  readonly at: bigint;
  /** Rolling hash of the queue with this message. */
  readonly rolling: Uint8Array;
}

/** P8.6, P10.3: the queue of messages to L2. MessageQueue.sol. */
export class MessageQueue {
  readonly #init: RollupInit;
  readonly #messages: JournalMap<bigint, Queued>;
  readonly #consumed: JournalCell<bigint>;

  constructor(init: RollupInit) {
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

  /** When message `index` was queued; 0 where it is not yet. */
  queuedAt(index: bigint): bigint {
    return this.#messages.get(index)?.at ?? 0n;
  }

  /** Rolling hash of the first `count` messages; zero for none and for messages not queued yet. */
  rollingHash(count: bigint): Hex {
    return toHex(this.#messages.get(count - 1n)?.rolling ?? EMPTY_QUEUE);
  }

  /** @returns the message's place in the queue. */
  push(call: Call, message: QueuedMessage): bigint {
    const index = this.queued;
    const rolling = rollingHash(this.#messages.get(index - 1n)?.rolling ?? EMPTY_QUEUE, message);
    this.#messages.set(index, { at: call.time, rolling });
    const { keyX, keyY } = message;
    this.#init.emit("MessageQueued", {
      index,
      packed: toHex(message.packed),
      keyX,
      keyY,
      rolling: toHex(rolling),
    });
    return index;
  }
}
