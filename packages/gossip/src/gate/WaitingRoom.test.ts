import assert from "node:assert/strict";
import { test } from "node:test";
import type { Signed } from "../Verdict.ts";
import { type Waited, WaitingRoom } from "./WaitingRoom.ts";

const LIMITS = {
  milliseconds: 60_000,
  messages: 4,
  bytes: 40,
  messagesPerPeer: 3,
  bytesPerPeer: 30,
  subjectsPerSigner: 2,
  partsPerNewPart: 4,
};

/** A room, and messages of peers that ask for a place in it. */
function room(limits: Partial<typeof LIMITS> = {}) {
  const waiting = new WaitingRoom({ ...LIMITS, ...limits });
  const banned = new Set<string>();
  const enter = (peer: string, bytes: number, proposal = "a", ...signed: Signed[]): Promise<Waited> => {
    const job = { peer, bytes, isHeard: () => !banned.has(peer) };
    return waiting.wait(
      job,
      { proposal, ...(signed.length > 0 && { signed }) },
      waiting.changes,
      performance.now() + 60_000,
    );
  };
  return { waiting, enter, banned };
}

test("a message waits until its proposal arrives", async () => {
  const { waiting, enter } = room();
  const [first, second] = [enter("peer", 1), enter("peer", 1, "b")];
  waiting.proposalArrived("a");
  assert.equal(await first, "changed");
  assert.equal(waiting.size, 1);
  waiting.close();
  assert.equal(await second, "over");
});

test("a peer has its bounds of messages and bytes", async () => {
  const { waiting, enter } = room();
  const few = [enter("peer", 1), enter("peer", 1), enter("peer", 1)];
  assert.equal(await enter("peer", 1), "room_full");
  assert.equal(await enter("other", 31), "room_full");
  assert.equal(waiting.size, 3);
  waiting.close();
  assert.deepEqual(await Promise.all(few), ["over", "over", "over"]);
});

test("if the room is full the peer with most messages gives its newest place to a peer with fewer", async () => {
  const { waiting, enter } = room();
  const settled: string[] = [];
  const note = (name: string, entered: Promise<Waited>): void => void entered.then(() => settled.push(name));
  note("flood 1", enter("flood", 1));
  note("flood 2", enter("flood", 1));
  note("flood 3", enter("flood", 1));
  note("calm", enter("calm", 1));
  note("honest", enter("honest", 1));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(settled, ["flood 3"]);
  assert.equal(await enter("flood", 1), "room_full");
  waiting.close();
});

test("if the room is full of bytes the peer with most bytes makes room", async () => {
  const { waiting, enter } = room();
  const first = enter("one", 20);
  const last = [enter("two", 10), enter("two", 10)];
  const honest = enter("honest", 10);
  assert.equal(await Promise.race([first, honest]), "room_full");
  assert.equal(waiting.size, 3);
  waiting.close();
  assert.deepEqual(await Promise.all([first, honest, ...last]), ["room_full", "over", "over", "over"]);
});

test("a peer that would take as much as the largest is not let in", async () => {
  const { waiting, enter } = room();
  const both = [enter("one", 20), enter("two", 20)];
  assert.equal(await enter("three", 20), "room_full");
  assert.equal(waiting.size, 2);
  waiting.close();
  assert.deepEqual(await Promise.all(both), ["over", "over"]);
});

const votes = (...parts: number[]): Signed => ({ signer: "seat 3", subject: "a", parts, most: 6 });

test("each vote of a seat waits once, and a seat has its bounds of votes and of proposals, whoever brings them", async () => {
  const { waiting, enter } = room({ messages: 10, messagesPerPeer: 10 });
  const first = enter("one", 1, "a", votes(1, 2, 3, 4));
  assert.equal(await enter("two", 1, "a", votes(2, 3)), "signer_full", "nothing new");
  assert.equal(await enter("two", 1, "a", votes(1, 2, 3, 4, 5, 6, 7)), "signer_full", "too many");
  const more = enter("two", 1, "a", votes(4, 5));
  const other = enter("two", 1, "b", { ...votes(1), subject: "b" });
  assert.equal(await enter("two", 1, "c", { ...votes(1), subject: "c" }), "signer_full", "a third proposal");
  const stranger = enter("two", 1, "c", { ...votes(1), subject: "c", signer: "seat 4" });
  assert.equal(waiting.size, 4);
  waiting.proposalArrived("a");
  assert.deepEqual(await Promise.all([first, more]), ["changed", "changed"]);
  const again = enter("one", 1, "a", votes(1, 2, 3, 4));
  waiting.close();
  assert.deepEqual(await Promise.all([other, stranger, again]), ["over", "over", "over"]);
});

test("a message of several seats waits if one of them has room; the others do not keep it out", async () => {
  const { waiting, enter } = room({ messages: 10, messagesPerPeer: 10 });
  const of = (seat: number, ...parts: number[]): Signed => ({ ...votes(...parts), signer: `seat ${seat}` });
  const first = enter("one", 1, "a", of(1, 1, 2, 3, 4, 5, 6), of(2, 1));
  assert.equal(await enter("two", 1, "a", of(1, 1, 7), of(2, 1)), "signer_full", "nothing that has room");
  const more = enter("two", 1, "a", of(1, 1, 7), of(2, 2));
  const fresh = enter("two", 1, "a", of(1, 1, 2, 3, 4, 5, 6), of(3, 1));
  assert.equal(
    await enter("two", 1, "a", of(1, 1, 2, 3, 4, 5, 6), of(2, 3)),
    "signer_full",
    "one new part of seven",
  );
  assert.equal(waiting.size, 3);
  waiting.close();
  assert.deepEqual(await Promise.all([first, more, fresh]), ["over", "over", "over"]);
});

test("messages of a peer that is not heard any more leave at once, and no further ones come", async () => {
  const { waiting, enter, banned } = room();
  const bad = enter("bad", 1);
  const good = enter("good", 1);
  banned.add("bad");
  waiting.dropUnheard();
  assert.deepEqual([await bad, await enter("bad", 1)], ["peer_not_heard", "peer_not_heard"]);
  assert.equal(waiting.size, 1);
  waiting.close();
  assert.equal(await good, "over");
});
