import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Evictable, EvictionQueue } from "./EvictionQueue.ts";

const nobody = (): boolean => false;

test("transactions behind a nonce gap are evicted first, then the lowest fee, then the latest", () => {
  const queue = new EvictionQueue<string, Evictable>();
  assert.equal(queue.first(nobody), undefined);
  queue.set("rich", { fee: 9n, sequence: 0, isReady: true });
  queue.set("early", { fee: 2n, sequence: 1, isReady: true });
  queue.set("late", { fee: 2n, sequence: 2, isReady: true });
  queue.set("gap", { fee: 99n, sequence: 3, isReady: false });
  const order: bigint[] = [];
  for (let item = queue.first(nobody); item !== undefined; item = queue.first(nobody)) {
    order.push(item.fee, BigInt(item.sequence));
    queue.delete(["rich", "early", "late", "gap"][item.sequence]!);
  }
  assert.deepEqual(order, [99n, 3n, 2n, 2n, 2n, 1n, 9n, 0n]);
});

test("whatever is set, deleted and spared, the first item matches a linear search", () => {
  const item = fc.record({ fee: fc.bigInt({ min: 0n, max: 3n }), isReady: fc.boolean() });
  const step = fc.tuple(fc.nat(5), fc.option(item, { nil: undefined }), fc.nat(5));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new EvictionQueue<number, Evictable>();
      const plain = new Map<number, Evictable>();
      steps.forEach(([sender, change, spared], sequence) => {
        if (change === undefined) {
          plain.delete(sender);
          queue.delete(sender);
        } else {
          plain.set(sender, { ...change, sequence });
          queue.set(sender, plain.get(sender)!);
        }
        const expected = [...plain]
          .filter(([other]) => other !== spared)
          .map(([, known]) => known)
          .sort(
            (a, b) =>
              Number(a.isReady) - Number(b.isReady) || Number(a.fee - b.fee) || b.sequence - a.sequence,
          )[0];
        assert.equal(
          queue.first((other) => other === spared),
          expected,
        );
      });
    }),
    { numRuns: 200 },
  );
});

test("many changes by few senders do not slow the queue down", { timeout: 20_000 }, () => {
  const queue = new EvictionQueue<number, Evictable>();
  for (let i = 0; i < 200_000; i++)
    queue.set(i % 3, { fee: BigInt(200_000 - i), sequence: i, isReady: true });
  assert.equal(queue.first(nobody)?.sequence, 199_999);
});
