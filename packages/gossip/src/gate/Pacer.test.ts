import assert from "node:assert/strict";
import { test } from "node:test";
import { Pacer } from "./Pacer.ts";

const CALLER = { peer: "peer", bytes: 1 };
const bounds = (items: number, itemsPerPeer = items) => ({
  items,
  itemsPerPeer,
  bytes: 1_000,
  bytesPerPeer: 1_000,
});

/** Works for some milliseconds without letting go. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test("turns come in order", async () => {
  const pacer = new Pacer(bounds(100));
  const order: number[] = [];
  await Promise.all(
    [0, 1, 2, 3].map(async (n) => {
      const caller = pacer.caller(CALLER);
      await caller.turn();
      order.push(n);
      caller.end();
    }),
  );
  assert.deepEqual(order, [0, 1, 2, 3]);
});

test("the event loop gets its turn after few pieces of work, whether many callers wait or one comes again and again", async () => {
  for (const callers of [1, 50]) {
    const pacer = new Pacer(bounds(100));
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
        const caller = pacer.caller(CALLER);
        for (let n = 0; n < 100 / callers; n++) {
          if (n === 0) assert.equal(await caller.turn(), undefined);
          else await caller.again();
          work(2);
          most = Math.max(most, ++pieces);
        }
        caller.end();
      }),
    );
    isOver = true;
    // A slice of 8 ms holds four pieces of 2 ms, and ends with the one that crosses it.
    assert.ok(most <= 5, `${callers} callers: ${most} pieces without a turn of the event loop`);
    assert.ok(visits >= 100 / 5 - 1, `${callers} callers: ${visits} turns of the event loop`);
  }
});

test("no more callers wait than there is room for, of all peers and of one", async () => {
  const pacer = new Pacer(bounds(3, 2));
  const turn = (peer: string) => pacer.caller({ peer, bytes: 1 }).turn();
  const turns = ["peer", "peer", "peer", "other", "other"].map(turn);
  assert.equal(pacer.fullness(CALLER), "queue_full_of_peer");
  assert.deepEqual(await Promise.all(turns), [
    undefined,
    undefined,
    "queue_full_of_peer",
    undefined,
    "queue_full",
  ]);
  assert.equal(await turn("peer"), undefined);
});

test("peers come in turn, whoever sends most; a caller that had a turn comes before its peer's others", async () => {
  const pacer = new Pacer(bounds(100));
  const order: string[] = [];
  const call = async (peer: string, name: string, turns = 1) => {
    const caller = pacer.caller({ peer, bytes: 1 });
    await caller.turn();
    order.push(name);
    for (let n = 1; n < turns; n++) {
      await caller.again();
      order.push(`${name} again`);
    }
    caller.end();
  };
  await Promise.all([
    call("flood", "flood 0", 2),
    call("flood", "flood 1"),
    call("flood", "flood 2"),
    call("calm", "calm 0"),
    call("calm", "calm 1"),
  ]);
  assert.deepEqual(order, ["flood 0", "calm 0", "flood 0 again", "calm 1", "flood 1", "flood 2"]);
});

test("no turn begins before the last one has ended, unless its caller waits for something else", async () => {
  const pacer = new Pacer(bounds(100));
  const order: string[] = [];
  const first = pacer.caller({ peer: "one", bytes: 1 });
  const second = pacer.caller({ peer: "two", bytes: 1 });
  const third = pacer.caller({ peer: "three", bytes: 1 });
  await Promise.all([
    first.turn().then(async () => {
      for (let n = 0; n < 20; n++) await undefined;
      order.push("first has ended");
      first.end();
    }),
    second.turn().then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("second has waited");
    }),
    third.turn().then(() => order.push("third")),
  ]);
  assert.deepEqual(order, ["first has ended", "third", "second has waited"]);
});
