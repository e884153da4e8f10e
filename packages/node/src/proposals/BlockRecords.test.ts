import assert from "node:assert/strict";
import { test } from "node:test";
import { TestNode, until } from "../testing/TestNode.ts";
import { acceptedProof } from "./acceptedProof.ts";

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

test("after a reorganisation an ended block stands as it is where L1 took the proof that is known here; others are judged anew", async () => {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  const before = node.l1.remember();
  node.finalise();
  const { execution } = bid.record;
  node.see(node.l1.view(true));
  assert.equal(bid.record.execution, execution);
  assert.equal(acceptedProof(node.chain, bid.record)?.message.seat, 2);
  assert.equal(bid.record.proofsOf({ depth: 1, index: 0 }).length, 1);
  // Its round runs again.
  before();
  node.see(node.l1.view(true));
  assert.equal(bid.record.execution, undefined);
  assert.equal(acceptedProof(node.chain, bid.record), undefined);
  assert.equal(bid.record.namedFor({ depth: 1, index: 0 })?.seat, 0);
  // It ends before anything was judged: who proved it is known all the same.
  node.finalise();
  node.executor.update();
  await until(() => acceptedProof(node.chain, bid.record) !== undefined);
});
