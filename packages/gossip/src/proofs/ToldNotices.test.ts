import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeDigest, toHex } from "@trellis/protocol";
import { FakeGossipContext } from "../testing/FakeGossipContext.ts";
import { ToldNotices } from "./ToldNotices.ts";

const ROOT = { depth: 0, index: 0 };
const context = new FakeGossipContext();
const id = context.known();

/** A notice of a seat, and the name of its proof. */
function told(seat: number, fill = 0) {
  const notice = context.notice(id, ROOT, seat, fill);
  return {
    batch: { proposalId: id, notices: [notice] },
    name: toHex(noticeDigest(context.domain, id, notice)),
  };
}

test("the peers that told of a notice are remembered, the first one first, and four of them", () => {
  const notices = new ToldNotices(context.domain, { notices: 10, age: 100 }, () => 0);
  const { batch, name } = told(1);
  for (const peer of ["b", "a", "b", "c", "d", "e"]) notices.note(batch, peer);
  assert.deepEqual(notices.get(name)?.tellers, ["b", "a", "c", "d"]);
  assert.deepEqual(notices.get(name)?.notice, batch.notices[0]);
  assert.equal(notices.get(told(2).name), undefined);
});

test("a seat that tells of many proofs takes no room from others: its own oldest leave", () => {
  const notices = new ToldNotices(context.domain, { notices: 4, age: 100 }, () => 0);
  const others = [told(1), told(2)];
  const many = Array.from({ length: 6 }, (_, fill) => told(3, fill));
  for (const { batch } of [...others, ...many]) notices.note(batch, "peer");
  assert.equal(notices.size, 4);
  for (const { name } of [...others, ...many.slice(4)]) assert.ok(notices.get(name) !== undefined);
});

test("a notice is forgotten when its proof is kept by nobody any more", () => {
  let now = 0;
  const notices = new ToldNotices(context.domain, { notices: 10, age: 100 }, () => now);
  const [old, later, last] = [told(1), told(2), told(3)];
  notices.note(old.batch, "peer");
  now = 60;
  notices.note(later.batch, "peer");
  notices.note(old.batch, "other");
  now = 100;
  notices.note(last.batch, "peer");
  assert.deepEqual(
    [old, later, last].map(({ name }) => notices.get(name) !== undefined),
    [false, true, true],
  );
  assert.equal(notices.size, 2);
});
