import { BoundedMap } from "@trellis/protocol";

/** Addresses that are remembered. Whoever is forgotten starts with a full bucket. */
const MAX_ADDRESSES = 4_096;
/** Seconds of requests that an address may make at once. */
const BURST_SECONDS = 4;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Lets each address make so many requests a second, and four times as many at once. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_ADDRESSES, { touch: true });

  /** @param now - milliseconds. */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Counts a request. @returns seconds to wait; 0: it may proceed. */
  take(address: string): number {
    const now = this.#now();
    const most = this.#perSecond * BURST_SECONDS;
    const { tokens, at } = this.#buckets.get(address) ?? { tokens: most, at: now };
    const filled = Math.min(most, tokens + (Math.max(0, now - at) * this.#perSecond) / 1_000);
    const isAllowed = filled >= 1;
    this.#buckets.set(address, { tokens: isAllowed ? filled - 1 : filled, at: now });
    return isAllowed ? 0 : Math.ceil((1 - filled) / this.#perSecond);
  }
}
