import assert from "node:assert/strict";
import { test } from "node:test";
import { TestNode, until } from "../testing/TestNode.ts";
import { acceptedProof } from "./acceptedProof.ts";

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

test("P5.3 a proposal known from gossip and from L1 is kept once", async () => {
  const node = await TestNode.started();
  const { known, transcript } = node.rival([0]);
  const { proposal } = known;
  const transcriptRoot = `0x${Buffer.from(transcript.transcriptRoot).toString("hex")}` as const;
  const same = node.proposals.addCommitted({
    proposalId: known.id,
    proposal,
    transcriptRoot,
    bitmap: node.chain.active,
  });
  assert.equal(same, known);
  assert(known.isPinned);
});

test("after a reorganisation an ended block stays as it is if L1 accepted the known proof; others are judged again", async () => {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  const before = node.l1.remember();
  node.finalise();
  const { execution } = bid.known;
  node.see(node.l1.view(true));
  assert.equal(bid.known.execution, execution);
  assert.equal(acceptedProof(node.chain, bid.known)?.message.seat, 2);
  assert.equal(bid.known.proofsOf({ depth: 1, index: 0 }).length, 1);
  // Its round runs again.
  before();
  node.see(node.l1.view(true));
  assert.equal(bid.known.execution, undefined);
  assert.equal(acceptedProof(node.chain, bid.known), undefined);
  assert.equal(bid.known.namedFor({ depth: 1, index: 0 })?.seat, 0);
  // It ends before anything was judged. The provers are known all the same.
  node.finalise();
  node.executor.update();
  await until(() => acceptedProof(node.chain, bid.known) !== undefined);
});

test("P8.3 after a height ends, its proven block is kept and uncommitted bids are removed", async () => {
  const node = await TestNode.started();
  const won = await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  const unproven = node.rival([], { name: "uncommitted" }).known;
  const take = (reset = false): void => {
    const view = node.l1.view(reset);
    node.chain.apply(view);
    node.proposals.onChainChange({ view, chain: node.chain, undone: [], finals: [] });
  };
  take();
  assert.deepEqual(node.proposals.all(), [won.known, unproven]);
  node.toEnd();
  node.l1.finalize();
  take();
  assert.deepEqual(node.proposals.all(), [won.known]);
  assert(won.known.execution !== undefined);
});

test("P3.3 after a round ends without proof, its commitments stay for one round: a reorganisation may reopen it", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  const restart = (): void => {
    node.toEnd();
    node.l1.finalize();
    const view = node.l1.view();
    node.chain.apply(view);
    node.proposals.onChainChange({ view, chain: node.chain, undone: [], finals: [] });
  };
  restart();
  assert.deepEqual(node.proposals.all(), [bid.known]);
  assert.equal(bid.known.execution, undefined);
  node.l1.open();
  node.see();
  restart();
  assert.deepEqual(node.proposals.all(), []);
});
