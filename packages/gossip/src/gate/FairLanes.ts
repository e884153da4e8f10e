/** What a peer has waiting in a queue. */
export interface LaneItem {
  readonly peer: string;
  readonly bytes: number;
}

/** Bounds of a queue, in all and of one peer. Whatever one peer sends, others find room. */
export interface LaneBounds {
  readonly items: number;
  readonly itemsPerPeer: number;
  readonly bytes: number;
  readonly bytesPerPeer: number;
}

/** Why a queue takes no item: all peers' part is full, or the peer's own. */
export type Fullness = "queue_full" | "queue_full_of_peer";

interface Lane<Item> {
  items: Item[];
  bytes: number;
}

/** A bounded queue with one lane a peer. Lanes are served in turn, so a peer that sends much waits for itself alone. */
export class FairLanes<Item extends LaneItem> {
  readonly #bounds: LaneBounds;
  readonly #displaced: (item: Item) => void;
  /** The lane that is served next comes first. */
  readonly #lanes = new Map<string, Lane<Item>>();
  #size = 0;
  #bytes = 0;

  /** @param displaced - called with an item that is not served because a peer that holds less needs its place. */
  constructor(bounds: LaneBounds, displaced: (item: Item) => void) {
    this.#bounds = bounds;
    this.#displaced = displaced;
  }

  get size(): number {
    return this.#size;
  }

  /** Why {@link push} would not take an item; undefined if it would. */
  fullness({ peer, bytes }: LaneItem): Fullness | undefined {
    const { items, bytes: held } = this.#lanes.get(peer) ?? { items: [], bytes: 0 };
    if (items.length >= this.#bounds.itemsPerPeer || held + bytes > this.#bounds.bytesPerPeer)
      return "queue_full_of_peer";
    if (bytes > this.#bounds.bytes) return "queue_full";
    if (this.#size >= this.#bounds.items && this.#largest("items", items.length + 1) === undefined)
      return "queue_full";
    const isBytesFull = this.#bytes + bytes > this.#bounds.bytes;
    return isBytesFull && this.#largest("bytes", held + bytes) === undefined ? "queue_full" : undefined;
  }

  /** Adds an item at the end of its peer's lane. Returns why not, if there is no room. */
  push(item: Item): Fullness | undefined {
    const full = this.fullness(item);
    if (full !== undefined) return full;
    while (this.#size >= this.#bounds.items || this.#bytes + item.bytes > this.#bounds.bytes) {
      const by = this.#size >= this.#bounds.items ? "items" : "bytes";
      const held = this.#held(by, this.#lanes.get(item.peer));
      const largest = this.#largest(by, held + (by === "items" ? 1 : item.bytes));
      if (largest === undefined) return "queue_full";
      this.#displaced(this.#take(largest, "newest"));
    }
    this.#put(item, "last");
    return undefined;
  }

  /** Puts an item that was served before at the front of its peer's lane. There is always room: it has left a place. */
  putBack(item: Item): void {
    this.#put(item, "first");
  }

  /** The next item of the peer whose turn it is. */
  shift(): Item | undefined {
    const next = this.#lanes.entries().next();
    if (next.done === true) return undefined;
    const [peer, lane] = next.value;
    const item = this.#take(peer, "oldest");
    if (this.#lanes.delete(peer) && lane.items.length > 0) this.#lanes.set(peer, lane);
    return item;
  }

  /** Removes and returns the items for which `isUnwanted` holds. */
  remove(isUnwanted: (item: Item) => boolean): Item[] {
    const removed: Item[] = [];
    for (const [peer, lane] of this.#lanes) {
      const unwanted = lane.items.filter(isUnwanted);
      if (unwanted.length === 0) continue;
      const gone = new Set(unwanted);
      lane.items = lane.items.filter((item) => !gone.has(item));
      const bytes = unwanted.reduce((sum, item) => sum + item.bytes, 0);
      lane.bytes -= bytes;
      this.#bytes -= bytes;
      this.#size -= unwanted.length;
      if (lane.items.length === 0) this.#lanes.delete(peer);
      removed.push(...unwanted);
    }
    return removed;
  }

  #put(item: Item, where: "first" | "last"): void {
    const lane = this.#lanes.get(item.peer) ?? { items: [], bytes: 0 };
    if (where === "last") lane.items.push(item);
    else lane.items.unshift(item);
    lane.bytes += item.bytes;
    this.#lanes.set(item.peer, lane);
    this.#size++;
    this.#bytes += item.bytes;
  }

  #take(peer: string, which: "oldest" | "newest"): Item {
    const lane = this.#lanes.get(peer)!;
    const item = (which === "oldest" ? lane.items.shift() : lane.items.pop())!;
    lane.bytes -= item.bytes;
    this.#size--;
    this.#bytes -= item.bytes;
    if (lane.items.length === 0) this.#lanes.delete(peer);
    return item;
  }

  #held(by: "items" | "bytes", lane: Lane<Item> | undefined): number {
    if (lane === undefined) return 0;
    return by === "items" ? lane.items.length : lane.bytes;
  }

  /** The peer that holds most, if that is more than `part`. */
  #largest(by: "items" | "bytes", part: number): string | undefined {
    let largest: string | undefined;
    let most = part;
    for (const [peer, lane] of this.#lanes) {
      const held = this.#held(by, lane);
      if (held > most) [largest, most] = [peer, held];
    }
    return largest;
  }
}
