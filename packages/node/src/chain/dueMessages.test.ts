import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dueMessages } from "./dueMessages.ts";

test("P10.3 a message is due if it was queued at least the delay before the window", async () => {
  const times = [10n, 10n, 20n, 30n, 31n];
  const queuedAt = async (index: bigint) => times[Number(index)]!;
  const part = { consumed: 1n, queued: 5n, inclusionDelay: 60 };
  assert.equal(await dueMessages(queuedAt, { ...part, windowStart: 69n }), 0);
  assert.equal(await dueMessages(queuedAt, { ...part, windowStart: 70n }), 1);
  assert.equal(await dueMessages(queuedAt, { ...part, windowStart: 90n }), 3);
  assert.equal(await dueMessages(queuedAt, { ...part, windowStart: 1_000n }), 4);
  assert.equal(await dueMessages(queuedAt, { ...part, consumed: 5n, windowStart: 1_000n }), 0);
});

test("P10.3 few messages of a long queue are looked up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(5_000), fc.nat(5_000), fc.nat(6_000), async (consumed, waiting, windowStart) => {
      let asked = 0;
      const queuedAt = async (index: bigint) => {
        asked++;
        return index;
      };
      const queued = consumed + waiting;
      const due = await dueMessages(queuedAt, {
        consumed: BigInt(consumed),
        queued: BigInt(queued),
        inclusionDelay: 1,
        windowStart: BigInt(windowStart),
      });
      assert.equal(due, Math.max(0, Math.min(queued, windowStart) - consumed));
      assert.ok(asked <= 14);
    }),
    { numRuns: 50 },
  );
});
