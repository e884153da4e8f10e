import assert from "node:assert/strict";
import { test } from "node:test";
import { type Rival, TestNode } from "../testing/TestNode.ts";
import { worthProving } from "./worthProving.ts";

/** Three bids, best first, in the first second of the proof window. Grace lasts 30 s. */
async function three(): Promise<{ node: TestNode; bids: [Rival, Rival, Rival] }> {
  const node = await TestNode.started();
  const bids = [900n, 700n, 500n].map((burnBid) => node.committedRival([2, 0, 1], { burnBid }));
  node.toProofWindow();
  return { node, bids: bids as [Rival, Rival, Rival] };
}

const worth = (node: TestNode, limit = 1): bigint[] =>
  worthProving(node.context, limit).map(({ proposal }) => proposal.burnBid);

test("P6.2 the highest provisional score first", async () => {
  const { node, bids } = await three();
  for (const bid of bids) await node.reveal(bid);
  assert.deepEqual(worth(node), [900n]);
  assert.deepEqual(worth(node, 2), [900n, 700n]);
  assert.deepEqual(worth(node, 9), [900n, 700n, 500n]);
});

test("P6.2 the best is waited for a moment; a proposer that does not open its order has lost its turn", async () => {
  const { node, bids } = await three();
  await node.reveal(bids[1]);
  assert.deepEqual(worth(node), []);
  assert.deepEqual(worth(node, 2), [700n]);
  node.pass(30);
  assert.deepEqual(worth(node), []);
  node.pass(1);
  assert.deepEqual(worth(node), [700n]);
});

test("P6.2 an order that is opened late does not take the provers from the next", async () => {
  const { node, bids } = await three();
  await node.reveal(bids[1]);
  node.pass(31);
  await node.reveal(bids[0]);
  assert.deepEqual(worth(node), [700n]);
  assert.deepEqual(worth(node, 2), [700n, 900n]);
});

test("P6.2 to a node that comes late all are late, and the best is the best", async () => {
  const { node, bids } = await three();
  node.pass(200);
  await node.reveal(bids[1]);
  await node.reveal(bids[0]);
  assert.deepEqual(worth(node), [900n]);
});

test("P5.2 a commitment whose transcript nobody has seen comes last: its provers need not exist", async () => {
  const node = await TestNode.started();
  const boast = node.rival([2, 0, 1], { burnBid: 9_000n });
  node.l1.commit(boast.known.proposal, boast.transcript.transcriptRoot, node.chain.active);
  node.see();
  const honest = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(boast);
  await node.reveal(honest);
  assert.deepEqual(worth(node), [500n]);
  boast.known.addTranscript(boast.transcript);
  assert.deepEqual(worth(node), [9_000n]);
});

test("P6.1 a block that cannot be executed or proven stops nobody", async () => {
  const { node, bids } = await three();
  for (const bid of bids) await node.reveal(bid);
  bids[0].known.execution = undefined;
  bids[0].known.failedAt = 0;
  assert.deepEqual(worth(node), [700n]);
  bids[1].known.isUnprovable = true;
  assert.deepEqual(worth(node), [500n]);
});

test("P6.2, P8.4 what a proven block beats is worth work as an uncle only, among the best", async () => {
  const { node, bids } = await three();
  for (const bid of bids) await node.reveal(bid);
  const { known, transcript } = bids[1];
  await node.proveAll(known, [2, 0, 1]);
  const [root] = known.proofsOf({ depth: 0, index: 0 });
  node.l1.submitProof({
    proposal: known.proposal,
    transcriptRoot: transcript.transcriptRoot,
    committedBitmap: root!.bitmap,
    provenBitmap: root!.bitmap,
    stateAfter: 0n,
    contributionsHash: root!.contributionsHash,
    fees: 0n,
    messageCount: 0n,
    data: known.execution!.data,
    proof: root!.message.proof,
  });
  node.see();
  assert.deepEqual(worth(node, 9), [900n, 500n]);
  assert.deepEqual(worth(node, 2), [900n]);
  Object.assign(node.l1.settings, { uncles: 0, fairPay: false });
  assert.deepEqual(worth(node, 9), [900n]);
});
