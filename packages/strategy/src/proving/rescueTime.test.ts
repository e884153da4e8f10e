import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { awaitedSince, claimSeconds } from "./rescueTime.ts";

const CLAIM_TIME = 5;
const since = (readyAt: number, executionMs: number, claimedAt?: number): number =>
  awaitedSince({ readyAt, executionMs, claimedAt }, CLAIM_TIME);

test("R15: without a claim, others wait from when the node is ready, and a leaf from when a machine half as fast has executed the block", () => {
  assert.equal(since(1_000, 0), 1_000);
  assert.equal(since(1_000, 6_000), 7_000);
});

test("R15: with a claim, others wait from the claim", () => {
  assert.equal(since(1_000, 0, 4_000), 4_000);
  assert.equal(since(1_000, 6_000, 4_000), 4_000);
  assert.equal(
    since(1_000, 0, 500),
    1_000,
    "a claim that came before the node was ready here counts from then",
  );
});

test("R15: a claim wins at most the time for a claim, however late it comes", () => {
  const time = fc.nat(1_000_000);
  fc.assert(
    fc.property(time, time, time, (readyAt, executionMs, later) => {
      const without = since(readyAt, executionMs);
      const at = since(readyAt, executionMs, readyAt + later);
      assert.ok(at >= readyAt && at <= without + CLAIM_TIME * 1_000);
    }),
  );
});

test("R8: a seat has five seconds for its claim, less in windows under two minutes", () => {
  assert.deepEqual([claimSeconds(600), claimSeconds(120), claimSeconds(60)], [5, 5, 2.5]);
});
