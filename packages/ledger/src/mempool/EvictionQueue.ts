import { PriorityQueue } from "./PriorityQueue.ts";

/** One sender's candidate for eviction from a full mempool: its last transaction. */
export interface Evictable {
  readonly fee: bigint;
  /** Order of arrival. */
  readonly sequence: number;
  /** Whether it could execute once the sender's earlier ones have: false behind a nonce gap. */
  readonly isReady: boolean;
}

interface Ranked<Sender, Item> {
  readonly sender: Sender;
  readonly item: Item;
}

/** Stale entries are removed when there are this many per live entry. */
const STALE_FACTOR = 4;
const STALE_LEAST = 1_024;

/**
 * Holds one item per sender and finds the one to evict first: items behind a nonce gap, then the lowest fee, then the latest.
 * Each change takes O(log n), however full the queue is.
 */
export class EvictionQueue<Sender, Item extends Evictable> {
  readonly #current = new Map<Sender, Ranked<Sender, Item>>();
  #queue = newQueue<Sender, Item>();
  #queued = 0;

  /** Adds a sender's item, or replaces the sender's earlier one. */
  set(sender: Sender, item: Item): void {
    const ranked = { sender, item };
    this.#current.set(sender, ranked);
    this.#push(ranked);
    if (this.#queued > STALE_LEAST + STALE_FACTOR * this.#current.size) this.#rebuild();
  }

  /** Removes the sender's item. */
  delete(sender: Sender): void {
    this.#current.delete(sender);
  }

  /**
   * The item to evict first.
   * @param isSpared - whether an item must not be evicted; true for few items.
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
