import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex } from "@trellis/protocol";
import { assignNodes, EVERYTHING, FeesStrategy } from "@trellis/strategy";
import type { Hex } from "viem";
import { GossipAnswers } from "../gossip/GossipAnswers.ts";
import { expectedWinner } from "../proposals/expectedWinner.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import { RevealBook } from "../proposals/RevealBook.ts";
import { type Rival, rest, seatSecret, TestNode, turn, until } from "../testing/TestNode.ts";
import { Collector } from "./collector/Collector.ts";
import { ProposerRole } from "./proposer/ProposerRole.ts";
import { ProverRole } from "./prover/ProverRole.ts";

const SEATS = [2, 0, 1];
/** R17: seconds after the proof window's start until the leader reveals. */
const SETTLING = 2;

function proposerOf(node: TestNode): ProposerRole {
  return new ProposerRole(node.parts, {
    settings: { depth: 1, queue: "all", bondRiskBps: 0 },
    signer: node.signer,
    strategy: new FeesStrategy({ proverShareBps: 6_000, bidFraction: 0.5 }),
    assign: assignNodes,
    conduct: { isIdle: () => false, weight: () => 0.5, precedence: () => 1 },
    votesItself: false,
  });
}

/** Each seat votes for the proposal once. */
function vote(node: TestNode, known: KnownProposal, ...seats: number[]): void {
  for (const seat of seats) {
    const cast = node.vote(known.id, seat);
    known.addBatch({ proposalId: cast.proposalId, votes: [cast] });
  }
}

/** P3.4: a node in pipelined mode with two blocks of height 1 committed, the better one executed, in the proof window. */
async function stacked(): Promise<{ node: TestNode; best: Rival; other: Rival }> {
  const node = await TestNode.started({ pipelined: true });
  const best = node.committedRival(SEATS, { name: "best", burnBid: 900n });
  const other = node.committedRival(SEATS, { name: "other", burnBid: 300n });
  node.toProofWindow();
  await node.reveal(best);
  return { node, best, other };
}

const idOf = (node: TestNode, bid: number): Hex => node.of("proposed")[bid]!.proposalId;

/** L1 accepts a proof of the block, which then becomes the head. */
async function wins(node: TestNode, block: Rival): Promise<void> {
  if (block.known.execution === undefined) await node.reveal(block);
  await node.proveAll(block.known, SEATS);
  node.accept(block);
  node.finalise();
  assert.equal(node.chain.head.proposalId, block.known.id);
}

/** Commits a bid on top. */
function commit(node: TestNode, { known, transcript, committed }: Rival): void {
  node.l1.commit(known.proposal, transcript.root(), committed);
  node.see();
}

/** A proposer with a bid on the expected winner, committed. */
async function bidding() {
  const world = await stacked();
  const { node } = world;
  const role = proposerOf(node);
  node.pass(12);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const id = idOf(node, 0);
  const known = node.proposals.get(id)!;
  vote(node, known, ...SEATS);
  await turn(node, role, 30);
  await until(() => node.l1.count("commit") === 3);
  await rest();
  node.see();
  return { ...world, role, known };
}

test("two rounds run: one is being proven, the next proposes on top of it", async () => {
  const node = await TestNode.started({ pipelined: true });
  assert.deepEqual(
    node.chain.rounds.map(({ key }) => key),
    ["1/0"],
  );
  node.committedRival(SEATS);
  node.toProofWindow();
  assert.deepEqual(
    node.chain.rounds.map(({ key, isNext }) => [key, isNext]),
    [
      ["1/0", false],
      ["2/0", true],
    ],
  );
});

test("the ranking is the running round's, without bids whose parent lost", async () => {
  const { node, best, other } = await stacked();
  const live = node.rival(SEATS, { name: "live", on: best });
  commit(node, live);
  const dead = node.rival(SEATS, { name: "dead", burnBid: 800n, on: other });
  commit(node, dead);
  assert.deepEqual(node.chain.ranking.map(({ proposalId }) => proposalId).length, 2);
  assert.equal(node.chain.roundOf(dead.known.proposal)?.isNext, true);
  await wins(node, best);
  assert.equal(node.chain.view.ranking.length, 2);
  assert.deepEqual(
    node.chain.ranking.map(({ proposalId }) => proposalId),
    [live.known.id],
  );
  assert.equal(node.chain.roundOf(dead.known.proposal), undefined);
  const proposer = toHex(dead.known.proposal.proposer);
  assert.deepEqual(
    node.chain.refundable(proposer).map(({ escrow }) => escrow.proposalId),
    [dead.known.id],
  );
});

test("a bid is not refundable while it may win, nor while L1 keeps it until the block below is final", async () => {
  const { node, best, other } = await stacked();
  const bids = [best, other].map((on, i) => node.rival(SEATS, { name: `bid ${i}`, on }));
  for (const bid of bids) commit(node, bid);
  for (const { known } of bids) {
    assert.deepEqual(node.chain.refundable(toHex(known.proposal.proposer)), []);
  }
});

test("the expected winner is the best provable bid, and a proven one comes before all worse bids", async () => {
  const { node, best, other } = await stacked();
  assert.equal(expectedWinner(node.parts), best.known);
  await node.reveal(other);
  assert.equal(expectedWinner(node.parts), best.known);
  best.known.isUnprovable = true;
  assert.equal(expectedWinner(node.parts), other.known);
});

test("a bid that is revealed late or has no transcript is built on only after the others", async () => {
  const node = await TestNode.started({ pipelined: true });
  const late = node.committedRival(SEATS, { name: "late", burnBid: 900n });
  const prompt = node.committedRival(SEATS, { name: "prompt", burnBid: 300n });
  node.toProofWindow();
  await node.reveal(prompt);
  node.pass(40);
  await node.reveal(late);
  assert.equal(expectedWinner(node.parts), prompt.known);
});

test("a proposer bids on the block that is expected to win, once it is executed", async () => {
  const node = await TestNode.started({ pipelined: true });
  const rival = node.committedRival(SEATS);
  node.toProofWindow();
  const role = proposerOf(node);
  await turn(node, role, 12);
  assert.equal(node.of("proposed").length, 0);
  await node.reveal(rival);
  role.update();
  await until(() => node.of("proposed").length === 1);
  const [signed] = node.gossip.sent("proposal");
  assert.equal(signed!.proposal.height, 2n);
  assert.equal(toHex(signed!.proposal.parent), rival.known.id);
  await role.stop();
});

test("a bid whose parent will probably lose is replaced rather than committed", async () => {
  const { node, other } = await stacked();
  const role = proposerOf(node);
  await turn(node, role, 12);
  await until(() => node.of("proposed").length === 1);
  const own = node.proposals.get(idOf(node, 0))!;
  vote(node, own, 0);
  await node.reveal(other);
  node.proposals.get(toHex(own.proposal.parent))!.isUnprovable = true;
  await turn(node, role, 30);
  await until(() => node.of("proposed").length === 2);
  assert.equal(node.l1.count("commit"), 2);
  const again = node.proposals.get(idOf(node, 1))!;
  assert.equal(toHex(again.proposal.parent), other.known.id);
  await role.stop();
});

test("a bid on top is revealed when the block below is final, and is proven like any other", async () => {
  const { node, best, role, known } = await bidding();
  await turn(node, role, 60);
  assert.equal(node.gossip.sent("reveal").length, 0);
  await wins(node, best);
  assert.equal(node.chain.isRunning(known.proposal), true);
  // R11: the transactions below came late on L1, so the window has opened once more.
  role.update();
  await rest();
  assert.equal(node.of("revealed").length, 0);
  node.toProofWindow();
  node.pass(SETTLING);
  role.update();
  await until(() => node.of("revealed").length === 1);
  node.executor.update();
  await until(() => known.execution !== undefined);
  await node.proveAll(known, SEATS);
  await role.stop();
});

test("a bid on a loser is never revealed; its proposer bids again if nothing builds on the winner", async () => {
  const { node, other, role, known } = await bidding();
  await wins(node, other);
  assert.equal(node.chain.roundOf(known.proposal), undefined);
  await turn(node, role, 12);
  await until(() => node.of("proposed").length === 2);
  assert.equal(node.of("revealed").length, 0);
  const again = node.proposals.get(idOf(node, 1))!;
  assert.deepEqual([again.proposal.height, again.proposal.round], [2n, 1]);
  assert.deepEqual(
    node.chain.refundable(node.address).map(({ escrow }) => escrow.proposalId),
    [known.id],
  );
  const collector = new Collector(node.parts, {
    seatSecretKeys: [],
    prices: () => ({ gasPrice: 0n, tokenPrice: 10n ** 18n }),
    claimAboveBps: 10_000,
  });
  await turn(node, collector);
  await until(() => node.l1.count("refund") === 1);
  await Promise.all([role.stop(), collector.stop()]);
});

test("a restart of the round below voids the proposals on top", async () => {
  const { node, known } = await bidding();
  node.toEnd();
  node.l1.finalize();
  node.see();
  assert.deepEqual(
    node.chain.rounds.map(({ key }) => key),
    ["1/1"],
  );
  assert.equal(node.chain.roundOf(known.proposal), undefined);
  assert.equal(node.chain.refundable(node.address).length, 1);
});

test("provers vote for proposals on top, with the seats of that round's snapshot", async () => {
  const { node, best, other } = await stacked();
  const role = new ProverRole(node.parts, {
    settings: { capacity: 1, maxJobs: 1, proveTop: 1, costPerSecond: "0", confidence: 0.9, mostMissed: 3 },
    book: node.book,
    secretKeys: [seatSecret(0)],
    strategy: EVERYTHING,
    expectedSeconds: { leaf: 1, merge: 1, root: 1 },
    prices: () => undefined,
  });
  const bids = [best, other].map((on, i) => node.rival(SEATS, { name: `bid ${i}`, on }));
  await turn(node, role, 1);
  assert.deepEqual(
    new Set(node.of("voted").map(({ proposalId }) => proposalId)),
    new Set(bids.map(({ known }) => known.id)),
  );
  node.pass(60);
  const late = node.rival(SEATS, { name: "late", on: best });
  commit(node, bids[0]!);
  node.pass(60);
  await turn(node, role, 1);
  assert(!node.of("voted").some(({ proposalId }) => proposalId === late.known.id));
  await role.stop();
});

test("gossip accepts proposals of both rounds, on the head or on a commitment, and orders only once the block below is final", async () => {
  const { node, best, other } = await stacked();
  const { chain, proposals, parts } = node;
  const gossip = new GossipAnswers({
    domain: parts.domain,
    chain,
    proposals,
    reveals: new RevealBook(parts),
    pending: parts.pending,
    thread: parts.thread,
  });
  assert(gossip.isOpen({ height: 1n, round: 0 }) && gossip.isOpen({ height: 2n, round: 0 }));
  assert(!gossip.isOpen({ height: 2n, round: 1 }) && !gossip.isOpen({ height: 3n, round: 0 }));
  assert(gossip.isParent(fromHex(best.known.id), 2n) && gossip.isParent(fromHex(other.known.id), 2n));
  assert(!gossip.isParent(new Uint8Array(32), 2n) && !gossip.isParent(fromHex(best.known.id), 1n));
  const child = node.rival(SEATS, { name: "child", on: best });
  commit(node, child);
  node.pass(100);
  assert(!gossip.isRevealTime(fromHex(child.known.id)));
  await wins(node, best);
  node.toProofWindow();
  assert(gossip.isRevealTime(fromHex(child.known.id)));
  await rest();
});
