import assert from "node:assert/strict";
import { test } from "node:test";
import { transcriptBitmap } from "@trellis/protocol";
import { TestNode } from "../testing/TestNode.ts";
import { expectedWinner } from "./expectedWinner.ts";
import { knownBids } from "./knownBids.ts";
import { worthProving } from "./worthProving.ts";

/** What is known about the only bid. */
const facts = ({ parts }: TestNode) => {
  const [bid, ...others] = knownBids(parts);
  assert(bid !== undefined && others.length === 0);
  const { proven, hasTranscript, revealedAt, block } = bid;
  return { proven, hasTranscript, revealedAt, block };
};

test("P6.2 the facts of a bid follow peers' messages and L1's commitments", async () => {
  const node = await TestNode.started();
  const bid = node.rival([2, 0, 1]);
  node.l1.commit(bid.known.proposal, bid.transcript.transcriptRoot, transcriptBitmap(bid.transcript.entries));
  node.see();
  const unknown = { proven: false, hasTranscript: false, revealedAt: undefined, block: "unknown" };
  assert.deepEqual(facts(node), unknown);
  bid.known.addTranscript(bid.transcript);
  assert.deepEqual(facts(node), { ...unknown, hasTranscript: true });
  node.toProofWindow();
  node.pass(7);
  await node.reveal(bid);
  const revealed = { proven: false, hasTranscript: true, revealedAt: node.chain.now, block: "executed" };
  assert.deepEqual(facts(node), revealed);
  await node.proveAll(bid.known, [2, 0, 1]);
  node.accept(bid);
  assert.deepEqual(facts(node), { ...revealed, proven: true });
  assert.equal(knownBids(node.parts)[0]!.score, node.chain.ranking[0]!.score);
});

test("P6.1 a block that cannot be executed or proven is impossible", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  bid.known.isUnprovable = true;
  assert.equal(facts(node).block, "impossible");
  bid.known.isUnprovable = false;
  bid.known.execution = undefined;
  bid.known.failedAt = 0;
  assert.equal(facts(node).block, "impossible");
});

test("P6.2, P3.4 the node's proposals come in the strategy's order, by the round's windows and rules", async () => {
  const node = await TestNode.started();
  const bids = [500n, 900n, 700n].map((burnBid) => node.committedRival([2, 0, 1], { burnBid }));
  node.toProofWindow();
  await node.reveal(bids[0]!);
  await node.reveal(bids[2]!);
  // The grace period is the first 30 s of a window of 600 s.
  node.pass(31);
  await node.reveal(bids[1]!);
  const worth = (limit: number) => worthProving(node.parts, limit).map(({ proposal }) => proposal.burnBid);
  assert.deepEqual(worth(9), [700n, 500n, 900n]);
  assert.deepEqual(worth(1), [700n]);
  assert.equal(expectedWinner(node.parts), bids[2]!.known);
  await node.proveAll(bids[2]!.known, [2, 0, 1]);
  node.accept(bids[2]!);
  assert.deepEqual(worth(9), [500n, 900n]);
  Object.assign(node.l1.settings, { uncles: 0, fairPay: false });
  assert.deepEqual(worth(9), [900n], "what the proven block beats pays nothing now");
});
