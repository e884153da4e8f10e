import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodeSeatWord,
  fromHex,
  NOOP,
  type NodeProof,
  noticeOf,
  ProverBitmap,
  type SignedEntry,
  TranscriptTree,
  type TreeNode,
  toBytes,
} from "@trellis/protocol";
import { type Rival, TestNode } from "../testing/TestNode.ts";
import { KnownProposal } from "./KnownProposal.ts";
import { EarlyProofs } from "./proofs/EarlyProofs.ts";
import { type AcceptedNodeProof, NodeProofs } from "./proofs/NodeProofs.ts";
import { VoteBox } from "./VoteBox.ts";

const LEAF = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
const ROOT = { depth: 0, index: 0 };

const proof = (seat: number, node = LEAF, bytes = 10): NodeProof => ({
  proposalId: new Uint8Array(32),
  node,
  seat,
  seatWords: toBytes(encodeSeatWord({ seat, isCommitted: false }), 2),
  proof: new Uint8Array(bytes),
  signature: new Uint8Array(64),
});

const NOTHING = { leaf: 0, merge: 0, root: 0 };
const accepted = (
  seat: number,
  fields: Partial<AcceptedNodeProof> & { node?: typeof LEAF } = {},
): AcceptedNodeProof => {
  const { node = LEAF, ...rest } = fields;
  return {
    message: proof(seat, node),
    verdict: "valid",
    provers: ProverBitmap.EMPTY,
    tally: { committed: NOTHING, vacant: NOTHING },
    committedProvers: 0,
    committedWeight: 0n,
    ...rest,
  };
};
const unsure = { verdict: "deferred" } as const;

const vote = (seat: number, slot: number) => ({
  proposalId: new Uint8Array(32),
  depth: 0,
  index: 0,
  slot,
  seat,
  signature: new Uint8Array(64),
});

async function committed(): Promise<{ node: TestNode; rival: Rival }> {
  const node = await TestNode.started();
  return { node, rival: node.committedRival([2, 0, 1]) };
}

test("P4.2 each vote counts once", () => {
  const box = new VoteBox();
  for (const slot of [0, 1, 0]) box.add(vote(3, slot));
  box.add({ ...vote(3, 0), depth: 1 });
  assert.equal(box.all().length, 3);
});

test("P5.1 a few seats cannot shut the others' votes out", () => {
  const box = new VoteBox(16);
  for (let slot = 0; slot < 16; slot++) box.add(vote(0, slot));
  for (let seat = 1; seat <= 7; seat++) for (const slot of [0, 1, 2]) box.add(vote(seat, slot));
  const votes = box.all();
  assert.equal(votes.length, 16);
  for (let seat = 0; seat <= 7; seat++) {
    assert.deepEqual(
      votes.filter((of) => of.seat === seat).map(({ slot }) => slot),
      [0, 1],
    );
  }
});

test("P4.2 a batch adds its votes, each once", async () => {
  const node = await TestNode.started();
  const { known } = node.rival([]);
  const votes = [0, 1].map((slot) => node.vote(known.id, 3, slot));
  const { proposalId } = votes[0]!;
  known.addBatch({ proposalId, votes: votes.slice(1) });
  known.addBatch({ proposalId, votes });
  assert.equal(known.voteCount, 2);
  assert.deepEqual(
    known.votes.map(({ seat: by, slot }) => [by, slot]),
    [
      [3, 1],
      [3, 0],
    ],
  );
});

test("R2 an order counts only with the transcript that L1 has", async () => {
  const node = await TestNode.started();
  const { known, reveal, transcript, committed: seats } = node.rival([2, 0, 1]);
  const other = { ...reveal, entries: reveal.entries.slice(1) };
  known.takeReveal(other, TranscriptTree.of(other.entries), 6n);
  assert.equal(known.reveal, undefined, "nothing is committed");
  known.setCommitted(transcript.root(), seats);
  assert.equal(known.reveal, undefined);
  assert.equal(known.bound(ROOT), undefined);
  known.takeReveal(reveal, transcript, 7n);
  known.takeReveal(other, TranscriptTree.of(other.entries), 8n);
  known.takeReveal({ ...reveal, transactions: [] }, transcript, 9n);
  assert.equal(known.reveal, reveal);
  assert.equal(known.transcript, transcript);
  assert.equal(known.revealedAt, 7n);
  assert.deepEqual(
    [ROOT, LEAF, RIGHT].map((at) => known.bound(at)?.seat),
    [2, 0, 1],
  );
});

test("R2 vacant entries bind nobody: seats that are not committed, and votes that are used twice", async () => {
  const node = await TestNode.started();
  const { known, reveal } = node.rival([2, 0, 1]);
  const [root, left, right] = reveal.entries as [SignedEntry, SignedEntry, SignedEntry];
  const entries = [root, left, { ...left, node: right.node }];
  const transcript = TranscriptTree.of(entries);
  known.setCommitted(transcript.root(), ProverBitmap.of([0, 2]));
  known.takeReveal({ ...reveal, entries }, transcript, 7n);
  assert.deepEqual([...known.boundSeats().values()], [root]);
  assert.equal(known.boundSeatCount, 1);
  known.setCommitted(transcript.root(), ProverBitmap.of([0]));
  assert.equal(known.boundSeats().size, 0);
});

test("R8 a node's claim is that of the seat which is bound to it", async () => {
  const { node, rival } = await committed();
  const { known, reveal, transcript } = rival;
  node.claim(known, LEAF, 3);
  assert.equal(known.claimOf(LEAF), undefined);
  known.takeReveal(reveal, transcript, 7n);
  assert.equal(known.claimOf(LEAF), undefined);
  node.claim(known, LEAF, 0);
  node.claim(known, LEAF, 3);
  node.claim(known, RIGHT, 2);
  assert.equal(known.claimOf(LEAF)?.seat, 0);
  assert.deepEqual(
    known.claims().map(({ seat }) => seat),
    [0],
  );
});

test("P6.5 a node keeps one proof of each seat, four in all", () => {
  const proofs = new NodeProofs();
  assert(proofs.add(accepted(1), undefined));
  assert(!proofs.add(accepted(1), undefined));
  for (const seat of [2, 3, 4]) assert(proofs.add(accepted(seat), undefined));
  assert(!proofs.add(accepted(5), undefined));
  assert(proofs.add(accepted(5, { node: RIGHT }), undefined));
});

test("P6.3 false proofs that fill a node's places keep out neither the bound seat's proof nor a verified one", () => {
  const proofs = new NodeProofs();
  for (const seat of [1, 2, 3, 4]) proofs.add(accepted(seat, unsure), 9);
  assert(!proofs.add(accepted(5, unsure), 9));
  assert(proofs.add(accepted(9, unsure), 9));
  for (const seat of [6, 7, 8]) assert(proofs.add(accepted(seat), 9));
  assert.deepEqual(
    proofs.of(LEAF).map(({ message }) => message.seat),
    [9, 6, 7, 8],
  );
  assert(!proofs.add(accepted(10), 9));
});

test("R2 a better proof takes the place of a worse one when a node's places are full", () => {
  const proofs = new NodeProofs();
  for (const seat of [1, 2, 3, 4]) proofs.add(accepted(seat, { committedProvers: seat }), undefined);
  assert(!proofs.add(accepted(5, { committedProvers: 1 }), undefined));
  assert(proofs.add(accepted(6, { committedProvers: 1, committedWeight: 2n }), undefined));
  assert.deepEqual(
    proofs.of(LEAF).map(({ message }) => message.seat),
    [2, 3, 4, 6],
  );
});

test("after a bad proof, later proofs of the node from that seat are refused", () => {
  const proofs = new NodeProofs();
  const bad = accepted(1, unsure);
  proofs.add(bad, undefined);
  proofs.drop(bad);
  assert.equal(proofs.of(LEAF).length, 0);
  assert(proofs.isDropped(LEAF, 1));
  assert(!proofs.add(accepted(1), undefined));
  assert(proofs.add(accepted(1, { node: RIGHT }), undefined));
});

test("R2 the best verified proof is built on, else the best of the others; of equal ones the first", async () => {
  const { rival } = await committed();
  const { known } = rival;
  const seatOf = (): number | undefined => known.proofOf(LEAF)?.message.seat;
  known.addProof(accepted(3, { ...unsure, committedProvers: 1 }));
  known.addProof(accepted(5, { ...unsure, committedProvers: 2 }));
  assert.equal(seatOf(), 5);
  known.addProof(accepted(1));
  known.addProof(accepted(6));
  assert.equal(seatOf(), 1);
  known.dropProof(accepted(6));
  known.addProof(accepted(0, { committedWeight: 1n }));
  assert.equal(seatOf(), 0);
});

test("P6.5 a merge waits for both children, and waits again when one turns out bad", async () => {
  const { node, rival } = await committed();
  const { known } = rival;
  assert.equal(known.readySince(LEAF, 1), undefined);
  node.toProofWindow();
  await node.reveal(rival);
  assert.deepEqual(known.inputsOf(LEAF), []);
  assert.equal(known.readySince(LEAF, 5), 5);
  assert.equal(known.readySince(LEAF, 9), 5);
  assert.equal(known.readySince(ROOT, 9), undefined);
  const bad = accepted(0, unsure);
  known.addProof(bad);
  known.addProof(accepted(1, { node: RIGHT }));
  assert.equal(known.readySince(ROOT, 10), 10);
  known.dropProof(bad);
  assert.equal(known.readySince(ROOT, 11), undefined);
  assert.equal(known.readySince(LEAF, 11), 5);
  known.addProof(accepted(3));
  assert.equal(known.readySince(ROOT, 12), 12);
});

test("R15 a node is ready anew when a child's bound seat tells of its proof, so that earlier lies of others make nobody late", async () => {
  const { node, rival } = await committed();
  const { known } = rival;
  node.toProofWindow();
  await node.reveal(rival);
  const tell = (at: TreeNode, seat: number): void =>
    known.addNotices({ proposalId: fromHex(known.id), notices: [noticeOf(proof(seat, at))] });
  const readySince = (now: number) => known.readySince(ROOT, now);
  tell(RIGHT, 1);
  tell(LEAF, 3);
  assert.deepEqual([readySince(10), readySince(20)], [10, 10], "one seat tells");
  tell(LEAF, 5);
  assert.deepEqual([readySince(30), readySince(40)], [30, 30], "another one does");
  tell(LEAF, 6);
  tell(LEAF, 4);
  assert.equal(readySince(50), 30, "nobody can put it off for ever");
  tell(LEAF, 0);
  assert.equal(readySince(60), 60, "the bound seat does");
  known.noticeFailed(known.missing(LEAF)[0]!);
  assert.equal(readySince(70), 60);
  known.addProof(accepted(3));
  assert.equal(readySince(80), 60);
});

test("after a reorganisation peers' messages are kept and conclusions are cleared", async () => {
  const { node, rival } = await committed();
  const { known } = rival;
  node.toProofWindow();
  await node.reveal(rival);
  node.claim(known, LEAF, 0);
  known.addProof(accepted(0));
  known.isUnprovable = true;
  known.reset();
  assert.equal(known.execution, undefined);
  assert(!known.isBad);
  assert.equal(known.proofOf(LEAF), undefined);
  assert.equal(known.takeEarly()?.seat, 0);
  assert.equal(known.takeEarly(), undefined);
  assert.equal(known.reveal, undefined, "L1 may have another transcript now");
  known.setCommitted(rival.transcript.root(), rival.committed);
  assert.equal(known.reveal, rival.reveal);
  assert.equal(known.claimOf(LEAF)?.seat, 0);
});

test("a released block keeps transcript, claims and the number of its votes, also after a reorganisation; its order has to come anew", async () => {
  const { node, rival } = await committed();
  const known = new KnownProposal(rival.known.id, rival.known.proposal);
  const reveal = { ...rival.reveal, transactions: [NOOP] };
  known.setCommitted(rival.transcript.root(), rival.committed);
  known.takeReveal(reveal, rival.transcript, 0n);
  node.claim(known, LEAF, 0);
  known.addBatch({ proposalId: fromHex(known.id), votes: [vote(0, 1)] });
  known.release();
  for (const isBack of [false, true]) {
    if (isBack) {
      known.reset();
      known.setCommitted(rival.transcript.root(), rival.committed);
    }
    known.release();
    assert.deepEqual([known.reveal, known.votes, known.voteCount], [undefined, [], 1]);
    assert.equal(known.transcript, rival.transcript);
    assert.equal(known.claimOf(LEAF)?.seat, 0);
  }
  known.takeReveal(reveal, rival.transcript, 0n);
  assert.equal(known.reveal, reveal);
  known.takeReveal({ ...reveal }, rival.transcript, 0n);
  assert.equal(known.reveal, reveal, "the first one stays");
});

test("early proofs are bounded by number; those of other seats are dropped before named provers'", () => {
  const early = new EarlyProofs();
  for (let seat = 0; seat < 600; seat++) early.add(proof(seat), 700);
  assert.equal(early.size, 512);
  early.add(proof(5), 5);
  assert.equal(early.size, 512);
  early.add(proof(700), 700);
  assert.equal(early.size, 512);
  const seats: number[] = [];
  for (let next = early.take(); next !== undefined; next = early.take()) seats.push(next.seat);
  assert(seats.includes(700) && !seats.includes(0) && seats.includes(1));
});

test("early proofs are bounded in bytes", () => {
  const early = new EarlyProofs();
  for (let seat = 0; seat < 20; seat++) early.add(proof(seat, LEAF, 2 ** 20 - 2), undefined);
  assert.equal(early.size, 8);
  early.take();
  early.add(proof(100, LEAF, 2 ** 20 - 2), undefined);
  assert.equal(early.size, 8);
  early.add(proof(101, LEAF, 2 ** 24), 101);
  assert(early.size <= 8);
});
