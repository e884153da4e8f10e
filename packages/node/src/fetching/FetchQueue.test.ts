import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, type ProofNotice } from "@trellis/protocol";
import { rest } from "../testing/TestNode.ts";
import { type Fetch, type FetchOutcome, FetchQueue } from "./FetchQueue.ts";

/** A queue, what was asked for in order, and answers that wait. */
function queue() {
  const run = { now: 0, asked: [] as Fetch[], ended: [] as Fetch[] };
  const open = new Map<Fetch, (outcome: FetchOutcome) => void>();
  const fetches = new FetchQueue(
    () => run.now,
    (fetch) => {
      run.asked.push(fetch);
      return new Promise((resolve) => open.set(fetch, resolve));
    },
    (fetch) => run.ended.push(fetch),
  );
  const answer = async (fetch: Fetch, outcome: FetchOutcome): Promise<void> => {
    open.get(fetch)!(outcome);
    open.delete(fetch);
    await rest();
  };
  const add = (seat: number, number: number, isBound: boolean): Fetch => {
    const notice = { node: nodeAt(number), seat } as ProofNotice;
    const fetch = { key: `node ${number}`, notice, isBound };
    assert(fetches.add(fetch) && !fetches.add(fetch), "a notice is asked for once at a time");
    return fetch;
  };
  return { run, fetches, open, answer, add };
}

test("P6.5 proofs of bound seats are asked for first, whatever others have told of before", () => {
  const { run, fetches, add } = queue();
  const lie = add(1, 1, false);
  const bound = add(2, 2, true);
  fetches.pump();
  assert.deepEqual(run.asked, [bound, lie]);
});

test("P6.5 64 proofs are asked for at a time, and two of a seat that is not bound", async () => {
  const { run, fetches, open, answer, add } = queue();
  for (let number = 0; number < 40; number++) add(1, number, false);
  fetches.pump();
  assert.equal(run.asked.length, 2);
  for (let seat = 2; seat < 100; seat++) add(seat, 100, false);
  fetches.pump();
  assert.equal(open.size, 64);
  await answer(run.asked[0]!, "done");
  assert.equal(open.size, 64);
  assert.equal(run.asked[64]!.notice.seat, 1, "the seat's next");
});

test("P6.5 proofs that did not come are asked for three times, after others, eight at a time", async () => {
  const { run, fetches, open, answer, add } = queue();
  for (let number = 0; number < 20; number++) add(number, number, true);
  fetches.pump();
  for (const fetch of [...open.keys()]) await answer(fetch, "failed");
  assert.equal(open.size, 0);
  run.now = 10_000;
  const fresh = add(50, 50, true);
  fetches.pump();
  assert.equal(run.asked[20], fresh);
  assert.equal(open.size, 1 + 8);
  for (let round = 0; open.size > 0; round++) {
    assert(round < 50);
    for (const fetch of [...open.keys()]) await answer(fetch, "failed");
    run.now += 10_000;
    fetches.pump();
  }
  assert.equal(run.asked.length, 3 * 21);
  assert.equal(run.ended.length, 21);
});

test("P6.3 a proof that cannot be judged now is asked for again as often as that takes", async () => {
  const { run, fetches, answer, add } = queue();
  const fetch = add(1, 1, true);
  for (let round = 0; round < 6; round++) {
    fetches.pump();
    await answer(fetch, "unjudged");
    run.now += 10_000;
  }
  fetches.pump();
  await answer(fetch, "done");
  assert.deepEqual([run.asked.length, run.ended], [7, [fetch]]);
});

test("P6.5 a node's fetches that wait are forgotten with it; nothing begins after the end", async () => {
  const { run, fetches, open, answer, add } = queue();
  const [first] = [add(1, 1, false), add(1, 1, false), add(1, 1, false)];
  fetches.pump();
  fetches.drop("node 1");
  assert.equal(run.ended.length, 1);
  const stopped = fetches.stop();
  await answer(first!, "failed");
  await answer([...open.keys()][0]!, "done");
  await stopped;
  assert.deepEqual([run.asked.length, run.ended.length], [2, 3]);
  assert(!fetches.add({ key: "x", notice: {} as ProofNotice, isBound: true }));
});
