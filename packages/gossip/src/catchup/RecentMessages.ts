import type { GossipLimits } from "../limits/gossipLimits.ts";
import type { TopicName } from "../topics.ts";

/** An accepted message as it travels. */
export interface RecentMessage {
  readonly name: TopicName;
  readonly bytes: Uint8Array;
}

/** Messages come after those that they depend on. */
const ORDER: readonly TopicName[] = [
  "proposal",
  "votes",
  "reveal",
  "start_claims",
  "proof_notices",
  "transactions",
];

interface Shelf {
  entries: { readonly bytes: Uint8Array; readonly at: number }[];
  bytes: number;
}

/** Accepted messages of the last minutes, for peers that connect later. Each topic has a bound in bytes; the oldest messages are dropped first. */
export class RecentMessages {
  readonly #bounds: GossipLimits["recentBytes"];
  readonly #age: number;
  readonly #clock: () => number;
  readonly #shelves = new Map<TopicName, Shelf>(ORDER.map((name) => [name, { entries: [], bytes: 0 }]));

  /**
   * @param age - milliseconds after which a message is no longer offered.
   * @param clock - milliseconds, monotonic.
   */
  constructor(bounds: GossipLimits["recentBytes"], age: number, clock: () => number) {
    this.#bounds = bounds;
    this.#age = age;
    this.#clock = clock;
  }

  add(name: TopicName, bytes: Uint8Array): void {
    const shelf = this.#shelves.get(name)!;
    const now = this.#clock();
    shelf.entries.push({ bytes, at: now });
    shelf.bytes += bytes.length;
    let gone = 0;
    for (const { bytes: oldest, at } of shelf.entries) {
      if (shelf.bytes <= this.#bounds[name] && now - at <= this.#age) break;
      shelf.bytes -= oldest.length;
      gone++;
    }
    if (gone > 0) shelf.entries.splice(0, gone);
  }

  /** Yields all messages that are not too old, in an order in which each can be judged. */
  *all(): Generator<RecentMessage> {
    const oldest = this.#clock() - this.#age;
    for (const name of ORDER) {
      for (const { bytes, at } of [...this.#shelves.get(name)!.entries]) {
        if (at >= oldest) yield { name, bytes };
      }
    }
  }
}
