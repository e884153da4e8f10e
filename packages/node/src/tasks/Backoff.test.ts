import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "./Backoff.ts";

test("each failure doubles the pause, up to the longest; success clears the failures", () => {
  let now = 0;
  const backoff = new Backoff(() => now, { firstMs: 1_000, maxMs: 3_000 });
  assert(backoff.isDue("a"));
  for (const pause of [1_000, 2_000, 3_000, 3_000]) {
    backoff.failed("a");
    now += pause - 1;
    assert(!backoff.isDue("a"));
    assert(backoff.isDue("b"));
    now += 1;
    assert(backoff.isDue("a"));
  }
  assert.equal(backoff.failures("a"), 4);
  backoff.succeeded("a");
  assert.equal(backoff.failures("a"), 0);
  backoff.failed("a");
  backoff.clear();
  assert(backoff.isDue("a"));
});

test("the number of failures remembered is bounded; the oldest are dropped first", () => {
  const backoff = new Backoff(() => 0, { firstMs: 1_000, maxMs: 1_000 });
  for (let i = 0; i <= 8_192; i++) backoff.failed(`key ${i}`);
  assert.equal(backoff.failures("key 0"), 0);
  assert.equal(backoff.failures("key 1"), 1);
});
