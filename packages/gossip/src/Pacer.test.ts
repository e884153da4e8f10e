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

test("timers run between many pieces of work, whether many callers wait or one comes again and again", async () => {
  for (const callers of [1, 50]) {
    const pacer = new Pacer(100);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await Promise.all(
      Array.from({ length: callers }, async () => {
        for (let n = 0; n < 100 / callers; n++) {
          assert.equal(await pacer.turn(), true);
          work(2);
        }
      }),
    );
    clearInterval(timer);
    // 200 ms of work in slices of 8 ms, each ended after the piece of 2 ms that crosses it; room for a busy machine.
    assert.ok(longest > 0 && longest < 60, `${callers} callers: ${longest} ms without a timer`);
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
