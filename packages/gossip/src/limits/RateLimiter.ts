import { BoundedMap } from "@trellis/protocol";

/** A token bucket: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Token buckets per peer and kind of request. A peer that reconnects finds its bucket as it left it. */
export class RateLimiter<Kind extends string> {
  readonly #rates: Readonly<Record<Kind, Rate>>;
  readonly #clock: () => number;
  readonly #buckets: BoundedMap<string, { tokens: number; at: number }>;

  /**
   * @param capacity - buckets remembered.
   * @param clock - milliseconds, monotonic.
   */
  constructor(rates: Readonly<Record<Kind, Rate>>, capacity: number, clock: () => number) {
    this.#rates = rates;
    this.#clock = clock;
    this.#buckets = new BoundedMap(capacity, { touch: true });
  }

  /** Takes tokens, one by default; false if there are not so many. */
  take(peer: string, kind: Kind, cost = 1): boolean {
    const { perSecond, burst } = this.#rates[kind];
    const now = this.#clock();
    const bucket = this.#buckets.getOrMake(`${kind}/${peer}`, () => ({ tokens: burst, at: now }));
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }
}
