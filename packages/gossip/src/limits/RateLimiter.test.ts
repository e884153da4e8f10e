import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimiter } from "./RateLimiter.ts";

test("a burst at once, then the rate, per peer and kind", () => {
  let now = 0;
  const rates = { a: { perSecond: 2, burst: 3 }, b: { perSecond: 1, burst: 1 } };
  const limiter = new RateLimiter(rates, 10, () => now);
  const takes = (peer: string, kind: "a" | "b", count: number): boolean[] =>
    Array.from({ length: count }, () => limiter.take(peer, kind));
  assert.deepEqual(takes("one", "a", 4), [true, true, true, false]);
  assert.deepEqual(takes("one", "b", 2), [true, false]);
  assert.deepEqual(takes("two", "a", 1), [true]);
  now = 499;
  assert.deepEqual(takes("one", "a", 1), [false]);
  now = 1_000;
  assert.deepEqual(takes("one", "a", 3), [true, true, false]);
  now = 1_000_000;
  assert.deepEqual(takes("one", "a", 4), [true, true, true, false]);
});
