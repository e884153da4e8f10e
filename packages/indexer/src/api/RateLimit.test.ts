import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimit } from "./RateLimit.ts";

test("an address may make four seconds of requests at once, and then so many a second", () => {
  let now = 0;
  const limit = new RateLimit(2, () => now);
  for (let i = 0; i < 8; i++) assert.equal(limit.take("a"), 0);
  assert.equal(limit.take("a"), 1);
  assert.equal(limit.take("b"), 0, "others are not held up");
  now = 500;
  assert.equal(limit.take("a"), 0);
  assert.equal(limit.take("a"), 1);
  now = 0;
  assert.equal(limit.take("a"), 1, "a clock that goes back gives nothing");
});
