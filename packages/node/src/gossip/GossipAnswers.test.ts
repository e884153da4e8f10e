import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyOf as l2PublicKeyOf, signTransaction } from "@trellis/ledger";
import { bitmapHash, fromHex, NOOP, rollupId, toBytes } from "@trellis/protocol";
import { ProposerBalances } from "../chain/ProposerBalances.ts";
import { DoubledTranscripts } from "../proposals/DoubledTranscripts.ts";
import { doubledTranscript } from "../testing/doubledTranscript.ts";
import { DOMAIN, type Rival, TestNode, until } from "../testing/TestNode.ts";
import { GossipAnswers } from "./GossipAnswers.ts";

const ROOT = { depth: 0, index: 0 };
const LEAF = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

function contextOf(
  { chain, proposals, book, thread }: TestNode,
  doubled = new DoubledTranscripts(),
): GossipAnswers {
  const balances = new ProposerBalances();
  return new GossipAnswers({ domain: DOMAIN, chain, proposals, book, thread, balances, doubled });
}

async function opened(named: readonly number[] = [2, 0, 1]): Promise<{ node: TestNode; rival: Rival }> {
  const node = await TestNode.started();
  const rival = node.committedRival(named);
  node.toProofWindow();
  await node.reveal(rival);
  return { node, rival };
}

test("heights, parents, seats and commitments are L1's", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const genesis = new Uint8Array(32);
  assert.deepEqual(context.currentHeight(), { height: 1n, round: 0 });
  assert(context.isParent(genesis, 1n));
  assert(!context.isParent(genesis, 2n));
  assert(!context.isParent(new Uint8Array(32).fill(1), 1n));
  assert(context.isActive(3) && !context.isActive(4));
  assert.equal(context.proverKey(4), undefined);
  assert.deepEqual(context.settings, { minBurnBid: 100n, bond: 1_000n });
  const rival = node.rival([2, 0, 1]);
  const id = fromHex(rival.known.id);
  assert.equal(context.proposal(id), rival.known.proposal);
  assert.equal(context.committed(id), undefined);
  node.l1.commit(rival.known.proposal, rival.transcript.transcriptRoot, node.chain.active);
  node.see();
  assert.deepEqual(context.committed(id), {
    transcriptRoot: rival.transcript.transcriptRoot,
    bitmapHash: bitmapHash(node.chain.active),
  });
});

test("P6.1 an order may be opened from the end of its round's proposal window on", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const rival = node.committedRival([2, 0, 1]);
  const id = fromHex(rival.known.id);
  assert(!context.isRevealTime(id));
  node.time += 59_999;
  assert(!context.isRevealTime(id));
  node.time += 1;
  assert(context.isRevealTime(id));
  assert(!context.isRevealTime(new Uint8Array(32)));
  node.toEnd();
  node.l1.finalize();
  node.see();
  assert(!context.isRevealTime(id));
});

test("P1.1 only a bad signature makes a transfer bad; an unknown sender is no judgement", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const fields = { asset: 0, from: 0, to: 0, amount: 1n, fee: 0, nonce: 0 } as const;
  const signed = signTransaction(rollupId(DOMAIN), fields, 77n);
  await assert.rejects(context.verifyTransaction(signed), { code: "TRL-NOD-014" });
  const { head } = node.chain;
  head.state.set(0, { key: l2PublicKeyOf(77n), nonce: 0, balances: [0n, 0n] });
  assert.equal(await context.verifyTransaction(signed), true);
  assert.equal(await context.verifyTransaction({ ...signed, amount: 2n }), false);
  assert.equal(context.nextNonce(0), 0);
  assert.equal(context.nextNonce(1), undefined);
});

test("P4.1 the order commitment of an opened order is the proposal's", async () => {
  const node = await TestNode.started();
  const { known, reveal } = node.rival([0], { depth: 2 });
  const context = contextOf(node);
  const { secret, transactions } = reveal;
  assert.deepEqual(await context.orderCommitment(secret, transactions, 2), known.proposal.orderCommitment);
  assert.deepEqual(await context.orderCommitment(secret, [NOOP], 2), known.proposal.orderCommitment);
  assert.notDeepEqual(await context.orderCommitment(secret, [], 1), known.proposal.orderCommitment);
  assert.notDeepEqual(await context.orderCommitment(toBytes(1n, 32), [], 2), known.proposal.orderCommitment);
});

test("P4.1 only what can be no block has no order commitment", async () => {
  const context = contextOf(await TestNode.started());
  const secret = toBytes(1n, 32);
  assert.equal(await context.orderCommitment(new Uint8Array(32).fill(255), [], 1), undefined);
  assert.equal(await context.orderCommitment(secret, new Array(17).fill(NOOP), 1), undefined);
  assert.equal(await context.orderCommitment(secret, [{ ...NOOP, amount: 1n << 96n }], 1), undefined);
  assert.equal((await context.orderCommitment(secret, new Array(16).fill(NOOP), 1))?.length, 32);
});

test("P6.3 a proof is judged by this node's own execution, and kept once", async () => {
  const { node, rival } = await opened();
  const context = contextOf(node);
  const { known } = rival;
  const proof = await node.proofBy(known, LEAF, 0);
  assert.equal(await context.verifyNodeProof(proof), "valid");
  assert.equal(known.proofsOf(LEAF).length, 1);
  assert.equal(await context.verifyNodeProof(proof), "valid");
  assert.equal(known.proofsOf(LEAF).length, 1);
  const lie = await node.proofBy(known, RIGHT, 3, false);
  assert.equal(await context.verifyNodeProof(lie), "invalid");
  assert.equal(known.proofsOf(RIGHT).length, 0);
});

test("P6.3 before the block is executed here no proof is invalid; then it is judged", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const good = await node.proofBy(known, LEAF, 0);
  const bad = await node.proofBy(known, RIGHT, 3, false);
  known.execution = undefined;
  assert.equal(await node.book.take(bad), "deferred");
  assert.equal(await node.book.take(good), "deferred");
  await node.reveal(rival);
  await until(() => known.proofsOf(LEAF).length > 0);
  assert.equal(known.proofsOf(RIGHT).length, 0);
  await node.executor.stop();
});

test("a proof of an unknown block is not judged", async () => {
  const { node, rival } = await opened();
  const proof = await node.proofBy(rival.known, LEAF, 0, false);
  node.proposals.retain(() => false);
  assert.equal(await node.book.take(proof), "deferred");
});

test("P2.3 a proof that comes after its round is not judged by the next round's prover set", async () => {
  const { node, rival } = await opened();
  const late = await node.proofBy(rival.known, LEAF, 0);
  node.toEnd();
  node.l1.finalize();
  node.see();
  assert.equal(await node.book.take(late), "deferred");
  assert.equal(rival.known.proofsOf(LEAF).length, 0);
});

test("P8.3 the proof that L1 took is kept however late it comes, others are not", async () => {
  const { node, rival } = await opened();
  const { known, transcript } = rival;
  await node.proveAll(known, [2, 0, 1]);
  const [mine] = known.proofsOf(ROOT);
  const other = await node.proofBy(known, ROOT, 3);
  const execution = known.execution!;
  node.l1.submitProof({
    proposal: known.proposal,
    transcriptRoot: transcript.transcriptRoot,
    committedBitmap: mine!.bitmap,
    provenBitmap: mine!.bitmap,
    stateAfter: execution.stateAfter.root(),
    contributionsHash: mine!.contributionsHash,
    fees: 0n,
    messageCount: 0n,
    data: execution.data,
    proof: mine!.message.proof,
  });
  node.toEnd();
  node.l1.finalize();
  node.see();
  known.reset();
  while (known.takeEarly() !== undefined);
  assert.equal(await node.book.take(other), "deferred");
  assert.equal(known.proofsOf(ROOT).length, 0);
  assert.equal(await node.book.take(mine!.message), "deferred");
  assert.equal(known.proofsOf(ROOT).length, 1);
});

test("a proof that turned out bad is not taken again, and nobody is blamed for passing it on", async () => {
  const { node, rival } = await opened();
  node.proofs.defersLeaves = true;
  const lie = await node.proofBy(rival.known, LEAF, 0, false);
  assert.equal(await node.book.take(lie), "deferred");
  rival.known.dropProof(rival.known.proofOf(LEAF)!);
  assert.equal(await node.book.take(lie), "deferred");
  assert.equal(rival.known.proofsOf(LEAF).length, 0);
});

test("a check that fails is no verdict", async () => {
  const { node, rival } = await opened();
  const proof = await node.proofBy(rival.known, LEAF, 0);
  const failure = new Error("too many checks");
  node.proofs.checkFailures.push(failure);
  await assert.rejects(contextOf(node).verifyNodeProof(proof), failure);
  assert.equal(rival.known.proofsOf(LEAF).length, 0);
  // Gossip does not bring it again.
  node.executor.update();
  await until(() => rival.known.proofsOf(LEAF).length > 0);
  await node.executor.stop();
});

test("P9.5 a refused transcript is kept if it uses a vote twice, and for nothing else", async () => {
  const node = await TestNode.started();
  const doubled = new DoubledTranscripts();
  const context = contextOf(node, doubled);
  const { known, transcript } = doubledTranscript(node);
  context.faultyTranscript({ ...transcript, entries: transcript.entries.slice(1) });
  context.faultyTranscript({ ...transcript, proposalId: toBytes(9n, 32) });
  assert.deepEqual(doubled.proposals(), []);
  context.faultyTranscript(transcript);
  assert.deepEqual(doubled.proposals(), [known.id]);
});
