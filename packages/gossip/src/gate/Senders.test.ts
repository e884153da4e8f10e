import assert from "node:assert/strict";
import { test } from "node:test";
import { Senders } from "./Senders.ts";

test("after a bad message nothing is heard that its peer alone had sent before; what comes later is", () => {
  const senders = new Senders(() => false, 10);
  const before = senders.begin("peer", "a");
  const copied = senders.begin("peer", "b");
  const bad = senders.begin("peer", "c");
  senders.copy("other", "b");
  senders.silence(bad);
  assert.deepEqual(
    [before, copied, senders.begin("peer", "d")].map((one) => senders.isHeard(one)),
    [false, true, true],
  );
});

test("who sends a copy of a bad message is not heard either; a copy after the judgement says nothing", () => {
  const senders = new Senders(() => false, 10);
  const bad = senders.begin("peer", "bad");
  senders.copy("other", "bad");
  const ofOther = senders.begin("other", "a");
  senders.end(bad);
  senders.copy("late", "bad");
  const ofLate = senders.begin("late", "b");
  senders.silence(bad);
  assert.deepEqual([senders.isHeard(ofOther), senders.isHeard(ofLate)], [false, true]);
});

test("nothing of a banned peer is heard, and few senders of a message are remembered", () => {
  const banned = new Set<string>();
  const senders = new Senders((peer) => banned.has(peer), 10);
  const arrival = senders.begin("peer", "a");
  for (let n = 0; n < 100; n++) senders.copy(`peer ${n}`, "a");
  assert.equal(arrival.senders.size, 8);
  for (const peer of arrival.senders.keys()) banned.add(peer);
  assert.equal(senders.isHeard(arrival), false);
});
