import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer } from "./Pacer.ts";

/** Works for some milliseconds without letting go. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test("turns come in order", async () => {
  const pacer = new Pacer(100);
  const order: number[] = [];
  await Promise.all([0, 1, 2, 3].map(async (n) => (await pacer.turn()) && order.push(n)));
  assert.deepEqual(order, [0, 1, 2, 3]);
});

test("the event loop gets its turn after few pieces of work, whether many callers wait or one comes again and again", async () => {
  for (const callers of [1, 50]) {
    const pacer = new Pacer(100);
    // Pieces of work since the event loop was there last. A busy machine makes a piece take longer, so that there are fewer.
    let pieces = 0;
    let most = 0;
    let visits = 0;
    let isOver = false;
    const visit = (): void => {
      visits++;
      pieces = 0;
      if (!isOver) setImmediate(visit);
    };
    setImmediate(visit);
    await Promise.all(
      Array.from({ length: callers }, async () => {
        for (let n = 0; n < 100 / callers; n++) {
          assert.equal(await pacer.turn(), true);
          work(2);
          most = Math.max(most, ++pieces);
        }
      }),
    );
    isOver = true;
    // A slice of 8 ms holds four pieces of 2 ms, and ends with the one that crosses it.
    assert.ok(most <= 5, `${callers} callers: ${most} pieces without a turn of the event loop`);
    assert.ok(visits >= 100 / 5 - 1, `${callers} callers: ${visits} turns of the event loop`);
  }
});

test("no more callers wait than its capacity", async () => {
  const pacer = new Pacer(2);
  const first = pacer.turn();
  const second = pacer.turn();
  assert.deepEqual([pacer.full, pacer.length], [true, 2]);
  assert.equal(await pacer.turn(), false);
  assert.deepEqual(await Promise.all([first, second]), [true, true]);
  assert.equal(await pacer.turn(), true);
});
