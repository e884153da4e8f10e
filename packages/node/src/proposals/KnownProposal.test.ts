import assert from "node:assert/strict";
import { test } from "node:test";
import { contributionsBitmap, type NodeProof, type SignedTranscript, toHex } from "@trellis/protocol";
import { type Rival, TestNode } from "../testing/TestNode.ts";
import { EarlyProofs } from "./EarlyProofs.ts";
import { type AcceptedNodeProof, NodeProofs } from "./NodeProofs.ts";
import { VoteBox } from "./VoteBox.ts";

const LEAF = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
const ROOT = { depth: 0, index: 0 };

const proof = (seat: number, node = LEAF, bytes = 10): NodeProof => ({
  proposalId: new Uint8Array(32),
  node,
  seat,
  contributions: [{ node, seat, vote: { depth: 0, index: 0, slot: 0 } }],
  voteSignature: new Uint8Array(64),
  proof: new Uint8Array(bytes),
  signature: new Uint8Array(64),
});

const accepted = (seat: number, verdict: "valid" | "deferred" = "valid", node = LEAF): AcceptedNodeProof => ({
  message: proof(seat, node),
  contributionsHash: new Uint8Array(32),
  bitmap: contributionsBitmap([]),
  verdict,
});

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

test("P5.2 the committed transcript counts, even if another came last", async () => {
  const node = await TestNode.started();
  const { known, transcript } = node.rival([2, 0, 1]);
  const others = [1, 2, 3].map(
    (fill): SignedTranscript => ({
      ...transcript,
      transcriptRoot: new Uint8Array(32).fill(fill),
      entries: [],
    }),
  );
  known.addTranscript(transcript);
  for (const other of others) known.addTranscript(other);
  assert.equal(known.transcript, others[2]);
  assert.equal(known.namedFor(ROOT), undefined);
  known.setCommitted(toHex(transcript.transcriptRoot));
  assert.equal(known.transcript, transcript);
  assert.equal(known.namedFor(ROOT)?.seat, 2);
  known.addTranscript(others[0]!);
  assert.equal(known.transcript, transcript);
});

test("P5.2 a committed transcript that has not come yet names nobody", async () => {
  const node = await TestNode.started();
  const { known, transcript } = node.rival([2, 0, 1]);
  known.addTranscript({ ...transcript, transcriptRoot: new Uint8Array(32) });
  known.setCommitted(toHex(transcript.transcriptRoot));
  assert.equal(known.transcript, undefined);
  assert.equal(known.namedFor(ROOT), undefined);
  known.addTranscript(transcript);
  assert.equal(known.namedFor(LEAF)?.seat, 0);
});

test("P6.5 a node keeps one proof of each seat, four in all", () => {
  const proofs = new NodeProofs();
  assert(proofs.add(accepted(1), undefined));
  assert(!proofs.add(accepted(1), undefined));
  for (const seat of [2, 3, 4]) assert(proofs.add(accepted(seat), undefined));
  assert(!proofs.add(accepted(5), undefined));
  assert(proofs.add(accepted(5, "valid", RIGHT), undefined));
});

test("P6.3 false proofs that fill a node's places keep out neither the named prover's proof nor a verified one", () => {
  const proofs = new NodeProofs();
  for (const seat of [1, 2, 3, 4]) proofs.add(accepted(seat, "deferred"), 9);
  assert(!proofs.add(accepted(5, "deferred"), 9));
  assert(proofs.add(accepted(9, "deferred"), 9));
  assert(proofs.add(accepted(6, "valid"), 9));
  assert(proofs.add(accepted(7, "valid"), 9));
  assert(proofs.add(accepted(8, "valid"), 9));
  assert.deepEqual(
    proofs.of(LEAF).map(({ message }) => message.seat),
    [9, 6, 7, 8],
  );
  assert(!proofs.add(accepted(10, "valid"), 9));
});

test("P6.3 one of the verified proofs makes room for the named prover's", () => {
  const proofs = new NodeProofs();
  for (const seat of [1, 2, 3, 4]) proofs.add(accepted(seat), 9);
  assert(proofs.add(accepted(9), 9));
  assert.equal(proofs.of(LEAF).length, 4);
});

test("after a bad proof, later proofs of the node from that seat are refused", () => {
  const proofs = new NodeProofs();
  const bad = accepted(1, "deferred");
  proofs.add(bad, undefined);
  proofs.drop(bad);
  assert.equal(proofs.of(LEAF).length, 0);
  assert(proofs.isDropped(LEAF, 1));
  assert(!proofs.add(accepted(1), undefined));
  assert(proofs.add(accepted(1, "valid", RIGHT), undefined));
});

test("P6.3 the named prover's proof is built on, else a verified one, else the first", async () => {
  const { rival } = await committed();
  const { known } = rival;
  const seatOf = (): number | undefined => known.proofOf(LEAF)?.message.seat;
  known.addProof(accepted(3, "deferred"));
  assert.equal(seatOf(), 3);
  known.addProof(accepted(1, "valid"));
  assert.equal(seatOf(), 1);
  known.addProof(accepted(0, "deferred"));
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
  const bad = accepted(0, "deferred");
  known.addProof(bad);
  known.addProof(accepted(1, "valid", RIGHT));
  assert.equal(known.readySince(ROOT, 10), 10);
  known.dropProof(bad);
  assert.equal(known.readySince(ROOT, 11), undefined);
  assert.equal(known.readySince(LEAF, 11), 5);
  known.addProof(accepted(3));
  assert.equal(known.readySince(ROOT, 12), 12);
});

test("P6.1 an order is revealed once", async () => {
  const { rival } = await committed();
  const { known, reveal } = rival;
  known.takeReveal(reveal, 7n);
  known.takeReveal({ ...reveal, transactions: [] }, 8n);
  assert.equal(known.reveal, reveal);
  assert.equal(known.revealedAt, 7n);
});

test("after a reorganisation peers' messages are kept and conclusions are cleared", async () => {
  const { node, rival } = await committed();
  const { known } = rival;
  node.toProofWindow();
  await node.reveal(rival);
  known.addProof(accepted(0));
  known.isUnprovable = true;
  known.reset();
  assert.equal(known.execution, undefined);
  assert(!known.isBad);
  assert.equal(known.proofOf(LEAF), undefined);
  assert.equal(known.takeEarly()?.seat, 0);
  assert.equal(known.takeEarly(), undefined);
  assert.equal(known.reveal, rival.reveal);
  assert.equal(known.transcript, rival.transcript);
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
  for (let seat = 0; seat < 20; seat++) early.add(proof(seat, LEAF, 2 ** 20), undefined);
  assert.equal(early.size, 8);
  early.take();
  early.add(proof(100, LEAF, 2 ** 20), undefined);
  assert.equal(early.size, 8);
  early.add(proof(101, LEAF, 2 ** 24), 101);
  assert(early.size <= 8);
});
