import type { RandomStream } from "../../random/RandomStream.ts";
import type { EventLoop } from "../core/EventLoop.ts";

/** EIP-1559: the base fee of a block differs from the one before by an eighth at most. */
const MOST_STEP = Math.log(9 / 8);
/** A transaction is sent with a limit of this many times the base fee that it sees. */
const FEE_MARGIN = 2;
/** Most blocks that are undone at once. */
const MOST_UNDONE = 64;

/** How L1 behaves. Chances are those of a slot. */
export interface L1Settings {
  /** Seconds. */
  readonly slotTime: number;
  /** A slot without a block. */
  readonly missed: number;
  /** A block that leaves this rollup's transactions out. */
  readonly censored: number;
  /** A block that undoes others, and how many. */
  readonly reorganised: number;
  readonly undone: number;
  /** Base fee at the start, gwei, and the deviation of its logarithm's step. */
  readonly gwei: number;
  readonly gasVolatility: number;
}

/** L1 as it was in April 2024 in the mean; censorship and reorganisations none. */
export const CALM_L1: L1Settings = {
  slotTime: 12,
  missed: 0.01,
  censored: 0,
  reorganised: 0,
  undone: 0,
  gwei: 20,
  gasVolatility: 0.05,
};

/** A transaction that waits, or is in a block. */
interface L1Transaction {
  readonly sentAt: number;
  readonly gas: number;
  /** Most gwei that it pays for gas. */
  readonly maxGwei: number;
  readonly receiver: L1Receiver;
}

/** What becomes of a transaction. */
export interface L1Receiver {
  /** @param time - of the block: milliseconds, as the contracts see it. @param cost - gwei. */
  onIncluded(time: number, cost: number): void;
  /** Its block is undone. It waits again. */
  onUndone?(): void;
}

/**
 * L1 as slots: each has a block or none, which takes what waits and pays its base fee. A block's time is its slot's start, and what is sent
 * during a slot is in the next one at the earliest.
 */
export class L1Chain {
  readonly #loop: EventLoop;
  readonly #settings: L1Settings;
  readonly #random: RandomStream;
  readonly #slot: number;
  #waiting: L1Transaction[] = [];
  /** Transactions of the last blocks, which may be undone. */
  #recent: L1Transaction[][] = [];
  #logGwei: number;
  readonly #until: number;

  /** @param until - the last slot begins before this time, milliseconds. */
  constructor(loop: EventLoop, settings: L1Settings, random: RandomStream, until: number) {
    this.#loop = loop;
    this.#settings = settings;
    this.#random = random;
    this.#until = until;
    this.#logGwei = Math.log(settings.gwei);
    this.#slot = loop.on(() => this.#onSlot());
    loop.after(settings.slotTime * 1_000, this.#slot);
  }

  /** Base fee now. */
  get gwei(): number {
    return Math.exp(this.#logGwei);
  }

  /** Sends a transaction. @param gas - that it uses. */
  send(gas: number, receiver: L1Receiver): void {
    this.#waiting.push({ sentAt: this.#loop.now, gas, maxGwei: FEE_MARGIN * this.gwei, receiver });
  }

  #onSlot(): void {
    const { slotTime, missed, censored, reorganised, undone, gasVolatility } = this.#settings;
    const { now } = this.#loop;
    const random = this.#random;
    // Every slot takes the same draws, so that one setting does not move what the others leave to chance.
    const [isMissed, isCensored, isReorganised] = [missed, censored, reorganised].map((part) =>
      random.chance(part),
    );
    const step = gasVolatility * random.normal();
    this.#logGwei += Math.max(-MOST_STEP, Math.min(MOST_STEP, step));
    if (now + slotTime * 1_000 < this.#until) this.#loop.after(slotTime * 1_000, this.#slot);
    if (isMissed === true) return;
    if (isReorganised === true) this.#undo(undone);
    const block: L1Transaction[] = [];
    const { gwei } = this;
    if (isCensored !== true) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const transaction of waiting) {
        if (transaction.maxGwei < gwei || transaction.sentAt >= now) this.#waiting.push(transaction);
        else block.push(transaction);
      }
    }
    this.#recent.push(block);
    if (this.#recent.length > MOST_UNDONE) this.#recent.shift();
    for (const { gas, receiver } of block) receiver.onIncluded(now, gas * gwei);
  }

  #undo(blocks: number): void {
    const undone = this.#recent.splice(-Math.min(blocks, this.#recent.length)).flat();
    this.#waiting.unshift(...undone);
    for (const { receiver } of undone) receiver.onUndone?.();
  }
}
