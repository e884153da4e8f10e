import assert from "node:assert/strict";
import { test } from "node:test";
import { WaitingRoom } from "./WaitingRoom.ts";

const LIMITS = { milliseconds: 60_000, messages: 4, bytes: 40, messagesPerPeer: 3, bytesPerPeer: 30 };

/** A room, and messages of peers that ask for a place in it. */
function room() {
  const waiting = new WaitingRoom(LIMITS);
  const enter = (from: string, bytes: number, proposal = "a"): Promise<boolean> =>
    waiting.wait(from, bytes, proposal, waiting.changes, performance.now() + 60_000);
  return { waiting, enter };
}

test("a message waits until its proposal arrives", async () => {
  const { waiting, enter } = room();
  const [first, second] = [enter("peer", 1), enter("peer", 1, "b")];
  waiting.proposalArrived("a");
  assert.equal(await first, true);
  assert.equal(waiting.size, 1);
  waiting.close();
  assert.equal(await second, false);
});

test("a peer has its bounds of messages and bytes", async () => {
  const { waiting, enter } = room();
  const few = [enter("peer", 1), enter("peer", 1), enter("peer", 1)];
  assert.equal(await enter("peer", 1), false);
  assert.equal(await enter("other", 31), false);
  assert.equal(waiting.size, 3);
  waiting.close();
  assert.deepEqual(await Promise.all(few), [false, false, false]);
});

test("if the room is full the peer with most messages gives its newest place to a peer with fewer", async () => {
  const { waiting, enter } = room();
  const settled: string[] = [];
  const note = (name: string, entered: Promise<boolean>): void => void entered.then(() => settled.push(name));
  note("flood 1", enter("flood", 1));
  note("flood 2", enter("flood", 1));
  note("flood 3", enter("flood", 1));
  note("calm", enter("calm", 1));
  note("honest", enter("honest", 1));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(settled, ["flood 3"]);
  assert.equal(await enter("flood", 1), false);
  waiting.close();
});

test("if the room is full of bytes the peer with most bytes makes room", async () => {
  const { waiting, enter } = room();
  const first = enter("one", 20);
  const last = [enter("two", 10), enter("two", 10)];
  const honest = enter("honest", 10);
  assert.equal(await Promise.race([first, honest]), false);
  assert.equal(waiting.size, 3);
  waiting.close();
  assert.deepEqual(await Promise.all([first, honest, ...last]), [false, false, false, false]);
});

test("a peer that would take as much as the largest is not let in", async () => {
  const { waiting, enter } = room();
  const both = [enter("one", 20), enter("two", 20)];
  assert.equal(await enter("three", 20), false);
  assert.equal(waiting.size, 2);
  waiting.close();
  assert.deepEqual(await Promise.all(both), [false, false]);
});
