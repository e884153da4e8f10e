import assert from "node:assert/strict";
import { test } from "node:test";
import { ROOT_NODE, toBytes, toHex } from "@trellis/protocol";
import { DOMAIN, TestNode, until } from "../testing/TestNode.ts";
import { KnownProposals } from "./KnownProposals.ts";

const LEAF = { depth: 1, index: 0 };

test("a flood of bids pushes out neither committed proposals nor this node's own", async () => {
  const node = await TestNode.started();
  const committed = node.committedRival([0]).known;
  const own = node.rival([], { name: "own" }).known;
  own.isPinned = true;
  const first = node.rival([], { burnBid: 1n }).known;
  for (let bid = 1_000n; bid < 1_520n; bid++) node.rival([], { burnBid: bid });
  const { proposals } = node;
  assert.equal(proposals.all().length, 512);
  assert.equal(proposals.get(committed.id), committed);
  assert.equal(proposals.get(own.id), own);
  assert.equal(proposals.get(first.id), undefined);
});

test("proposals that are no longer needed are removed", async () => {
  const node = await TestNode.started();
  const kept = node.rival([0]).known;
  const gone = node.rival([1], { burnBid: 600n }).known;
  node.proposals.retain(({ id }) => id === kept.id);
  assert.deepEqual(node.proposals.all(), [kept]);
  assert.equal(node.proposals.get(gone.id), undefined);
});

/** Takes L1's next view as the node does. */
function take(node: TestNode): void {
  const view = node.l1.view();
  node.chain.apply(view);
  node.proposals.onChainChange({ view, chain: node.chain, undone: [], finals: [] });
}

test("a node that goes on from a store takes the commitments that it needs from the chain", async () => {
  const node = await TestNode.started();
  const { id } = node.committedRival([0]).known;
  const view = { ...node.l1.view(), events: [] };
  const proposals = new KnownProposals(DOMAIN);
  proposals.onChainChange({ view, chain: node.chain, undone: [], finals: [], isResumed: true });
  assert.deepEqual(
    proposals.all().map(({ id, isPinned }) => [id, isPinned]),
    [[id, true]],
  );
});

test("P5.3 a proposal known from gossip and from L1 is kept once", async () => {
  const node = await TestNode.started();
  const { known, transcript, committed } = node.rival([0]);
  const { id: proposalId, proposal } = known;
  const transcriptRoot = toHex(toBytes(transcript.root(), 32));
  const same = node.proposals.addCommitted({ proposalId, proposal, transcriptRoot, committed });
  assert.equal(same, known);
  assert(known.isPinned);
  assert.equal(known.committed, committed);
});

test("after a reorganisation a final block stays as it is; others are judged again", async () => {
  const node = await TestNode.started({ settings: { earlyEnd: true } });
  const bid = await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  const before = node.l1.remember();
  node.l1.finalize();
  node.see();
  const { execution } = bid.known;
  assert(execution !== undefined);
  node.see(node.l1.view(true));
  assert.equal(bid.known.execution, execution);
  assert.equal(bid.known.proofsOf(LEAF).length, 1);
  // Its round runs again.
  before();
  node.see(node.l1.view(true));
  assert.equal(bid.known.execution, undefined);
  assert.equal(bid.known.bound(LEAF)?.seat, 0);
  assert(bid.known.hasEarly);
  node.executor.update();
  await until(() => bid.known.proofsOf(ROOT_NODE).length === 1);
  await node.executor.stop();
});

test("after a height ends, its proven block is kept and uncommitted bids are removed", async () => {
  const node = await TestNode.started();
  const won = await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  const unproven = node.rival([], { name: "uncommitted" }).known;
  take(node);
  assert.deepEqual(node.proposals.all(), [won.known, unproven]);
  node.toEnd();
  node.l1.finalize();
  take(node);
  assert.deepEqual(node.proposals.all(), [won.known]);
  assert(won.known.execution !== undefined);
});

test("R16 after a round has ended early, its losing blocks are still proven until their window is over", async () => {
  const node = await TestNode.started({ settings: { earlyEnd: true } });
  const loser = node.committedRival([0], { name: "loser", burnBid: 100n });
  const won = node.committedRival([2, 0, 1], { burnBid: 900n });
  node.toProofWindow();
  const end = node.chain.running.windows!.proofEnd!;
  await node.reveal(loser);
  await node.reveal(won);
  await node.proveAll(won.known, [2, 0, 1]);
  node.accept(won);
  node.l1.finalize();
  take(node);
  assert.equal(node.chain.head.proposalId, won.known.id);
  assert.equal(node.proposals.get(loser.known.id), loser.known);
  assert(loser.known.execution !== undefined);
  const proof = await node.proofBy(loser.known, LEAF, 0);
  assert.equal(await node.book.take(proof), "valid");
  node.time += Number(end - node.chain.now) * 1_000;
  take(node);
  assert.equal(loser.known.execution, undefined);
});

test("P3.3 after a round ends without proof, its commitments stay for one round: a reorganisation may reopen it", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  const restart = (): void => {
    node.toEnd();
    node.l1.finalize();
    take(node);
  };
  restart();
  assert.deepEqual(node.proposals.all(), [bid.known]);
  assert.equal(bid.known.execution, undefined);
  const next = node.committedRival([0]);
  restart();
  assert.deepEqual(node.proposals.all(), [next.known]);
});

test("a proven block keeps its transcript for some heights, but neither its transactions, its execution nor its proofs", async () => {
  const node = await TestNode.started();
  const first = await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  for (let height = 0; height < 3; height++) {
    node.toEnd();
    node.l1.finalize();
    take(node);
    if (height < 2) await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  }
  const { known } = first;
  assert.equal(node.proposals.get(known.id), known);
  assert.equal(known.transcript, first.transcript);
  assert.equal(known.reveal, undefined);
  assert.deepEqual([known.execution, known.proofsOf(ROOT_NODE).length], [undefined, 0]);
});
