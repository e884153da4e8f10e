import assert from "node:assert/strict";
import { test } from "node:test";
import { TestNode } from "./testing/TestNode.ts";

test("a flood of bids pushes out neither what L1 has taken nor the node's own", async () => {
  const node = await TestNode.started();
  const committed = node.committedRival([0]).record;
  const own = node.rival([], { name: "own" }).record;
  own.isPinned = true;
  const first = node.rival([], { burnBid: 1n }).record;
  for (let bid = 1_000n; bid < 1_520n; bid++) node.rival([], { burnBid: bid });
  const { records } = node;
  assert.equal(records.all().length, 512);
  assert.equal(records.get(committed.id), committed);
  assert.equal(records.get(own.id), own);
  assert.equal(records.get(first.id), undefined);
});

test("what is not needed any more is forgotten", async () => {
  const node = await TestNode.started();
  const kept = node.rival([0]).record;
  const gone = node.rival([1], { burnBid: 600n }).record;
  node.records.retain(({ id }) => id === kept.id);
  assert.deepEqual(node.records.all(), [kept]);
  assert.equal(node.records.get(gone.id), undefined);
});

test("P5.3 a proposal known from gossip and from L1 is one", async () => {
  const node = await TestNode.started();
  const { record, transcript } = node.rival([0]);
  const { proposal } = record;
  const transcriptRoot = `0x${Buffer.from(transcript.transcriptRoot).toString("hex")}` as const;
  const same = node.records.addCommitted({
    proposalId: record.id,
    proposal,
    transcriptRoot,
    bitmap: node.chain.active,
  });
  assert.equal(same, record);
  assert(record.isPinned);
});
