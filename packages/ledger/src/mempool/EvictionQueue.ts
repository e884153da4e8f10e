import { PriorityQueue } from "./PriorityQueue.ts";

/** What would leave a full mempool of one sender's: its last transaction. */
export interface Evictable {
  readonly fee: bigint;
  /** Order of arrival. */
  readonly sequence: number;
  /** Whether it could be executed once those before it are: false behind a nonce gap. */
  readonly isReady: boolean;
}

interface Ranked<Sender, Item> {
  readonly sender: Sender;
  readonly item: Item;
}

/** Entries that no longer count are thrown out when there are this many for each that does. */
const STALE_FACTOR = 4;
const STALE_LEAST = 1_024;

/**
 * One item of each sender, and the one that leaves first: behind a nonce gap before all others, then the lowest fee, then the latest.
 * O(log n) for each change, however full it is.
 */
export class EvictionQueue<Sender, Item extends Evictable> {
  readonly #current = new Map<Sender, Ranked<Sender, Item>>();
  #queue = newQueue<Sender, Item>();
  #queued = 0;

  /** Puts an item in the place of the sender's former one. */
  set(sender: Sender, item: Item): void {
    const ranked = { sender, item };
    this.#current.set(sender, ranked);
    this.#push(ranked);
    if (this.#queued > STALE_LEAST + STALE_FACTOR * this.#current.size) this.#rebuild();
  }

  /** Takes the sender's item out. */
  delete(sender: Sender): void {
    this.#current.delete(sender);
  }

  /**
   * The item that leaves first.
   * @param isSpared - items that may not leave; few at a time.
   */
  first(isSpared: (sender: Sender, item: Item) => boolean): Item | undefined {
    const spared: Ranked<Sender, Item>[] = [];
    let first: Ranked<Sender, Item> | undefined;
    for (;;) {
      first = this.#queue.pop();
      if (first === undefined) break;
      this.#queued--;
      if (this.#current.get(first.sender) !== first) continue;
      spared.push(first);
      if (!isSpared(first.sender, first.item)) break;
    }
    for (const ranked of spared) this.#push(ranked);
    return first?.item;
  }

  #push(ranked: Ranked<Sender, Item>): void {
    this.#queue.push(ranked);
    this.#queued++;
  }

  #rebuild(): void {
    this.#queue = newQueue();
    this.#queued = 0;
    for (const ranked of this.#current.values()) this.#push(ranked);
  }
}

function newQueue<Sender, Item extends Evictable>(): PriorityQueue<Ranked<Sender, Item>> {
  return new PriorityQueue(({ item: a }, { item: b }) => {
    if (a.isReady !== b.isReady) return !a.isReady;
    return a.fee === b.fee ? a.sequence > b.sequence : a.fee < b.fee;
  });
}
