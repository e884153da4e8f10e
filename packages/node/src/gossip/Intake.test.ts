import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ignore, reject } from "@trellis/gossip";
import { publicKeyOf, signTransaction } from "@trellis/ledger";
import { encodeFee, rollupId, toBytes } from "@trellis/protocol";
import { signProposal } from "@trellis/protocol/keys";
import { pino } from "pino";
import { DoubledTranscripts } from "../proposals/DoubledTranscripts.ts";
import { doubledTranscript } from "../testing/doubledTranscript.ts";
import { DOMAIN, secretOf, TestNode, until } from "../testing/TestNode.ts";
import { PendingTransactions } from "../transactions/PendingTransactions.ts";
import { Intake } from "./Intake.ts";

const LEAF = { depth: 1, index: 0 };

async function listening(t: TestContext) {
  const node = await TestNode.started();
  const state = node.chain.head.state.fork();
  state.set(0, { key: publicKeyOf(77n), nonce: 0, balances: [1_000n, 0n] });
  const pending = new PendingTransactions(rollupId(DOMAIN), state);
  const doubled = new DoubledTranscripts();
  const news = { count: 0 };
  const { gossip, proposals, book, chain } = node;
  const log = pino({ level: "silent" });
  const onNews = (): void => void news.count++;
  const intake = new Intake({ gossip, proposals, book, doubled, pending, chain, onNews, log });
  intake.start();
  t.after(() => node.executor.stop());
  return { node, gossip, pending, doubled, news, intake };
}

const transfer = (nonce = 0) =>
  signTransaction(rollupId(DOMAIN), { asset: 0, from: 0, to: 0, amount: 1n, fee: encodeFee(1n), nonce }, 77n);

test("messages that validators accept are stored, and the roles are notified", async (t) => {
  const { node, gossip, news } = await listening(t);
  const { known, transcript, reveal } = node.committedRival([2, 0, 1]);
  const signed = signProposal(DOMAIN, { ...known.proposal, burnBid: 900n }, secretOf("rival"));
  gossip.accept("proposal", signed);
  assert(node.proposals.all().some(({ proposal }) => proposal.burnBid === 900n));
  gossip.accept("vote", node.vote(known.id, 3));
  assert.equal(known.voteCount, 1);
  gossip.accept("transcript", transcript);
  assert.equal(known.transcript, transcript);
  node.toProofWindow();
  gossip.accept("reveal", reveal);
  assert.equal(known.reveal, reveal);
  assert.equal(known.revealedAt, node.chain.now);
  assert.equal(news.count, 4);
});

test("messages about an unknown proposal are ignored", async (t) => {
  const { node, gossip } = await listening(t);
  const { known, transcript, reveal } = node.committedRival([2, 0, 1]);
  node.proposals.retain(() => false);
  gossip.accept("vote", node.vote(known.id, 3));
  gossip.accept("transcript", transcript);
  gossip.accept("reveal", reveal);
  gossip.refuse("transcript", transcript, reject("entries_malformed"));
  assert.deepEqual(node.proposals.all(), []);
});

test("P6.3 a proof is checked only by the validator, and stored here once", async (t) => {
  const { node, gossip, news } = await listening(t);
  const { known, reveal } = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  gossip.accept("reveal", reveal);
  node.executor.update();
  await until(() => known.execution !== undefined);
  const proof = await node.proofBy(known, LEAF, 0);
  assert.equal(await node.book.judge(proof), "valid");
  node.proofs.checkFailures.push(new Error("checked twice"));
  gossip.accept("node_proof", proof);
  assert.deepEqual(
    known.proofsOf(LEAF).map(({ message }) => message),
    [proof],
  );
  assert.equal(news.count, 2);
});

test("P6.3 a proof whose check failed is judged when checks work again; a refused one is not kept", async (t) => {
  const { node, gossip } = await listening(t);
  const { known, reveal } = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  gossip.accept("reveal", reveal);
  node.executor.update();
  await until(() => known.execution !== undefined);
  const proof = await node.proofBy(known, LEAF, 0);
  gossip.refuse("node_proof", proof, ignore("busy"));
  gossip.refuse("node_proof", proof, reject("proof_invalid"));
  assert(!known.hasEarly);
  gossip.refuse("node_proof", proof, ignore("proof_unchecked"));
  assert(known.hasEarly);
  node.executor.update();
  await until(() => known.proofsOf(LEAF).length === 1);
});

test("P9.5 a refused transcript is kept only if it uses a vote twice", async (t) => {
  const { node, gossip, doubled } = await listening(t);
  const { known, transcript } = doubledTranscript(node);
  gossip.refuse(
    "transcript",
    { ...transcript, entries: transcript.entries.slice(1) },
    reject("entries_malformed"),
  );
  gossip.refuse("transcript", { ...transcript, proposalId: toBytes(9n, 32) }, reject("entries_malformed"));
  // Its proposer has not signed it, or it was not examined.
  gossip.refuse("transcript", transcript, reject("signature_invalid"));
  gossip.refuse("transcript", transcript, ignore("known"));
  assert.deepEqual(doubled.proposals(), []);
  gossip.refuse("transcript", transcript, reject("entries_malformed"));
  assert.deepEqual(doubled.proposals(), [known.id]);
});

test("a transaction waits for a block; one that the mempool refuses changes nothing", async (t) => {
  const { gossip, pending } = await listening(t);
  gossip.accept("transaction", transfer());
  gossip.accept("transaction", transfer());
  gossip.accept("transaction", transfer(99));
  assert.equal(pending.size, 1);
});

test("a stopped intake stores nothing", async (t) => {
  const { node, gossip, intake, news } = await listening(t);
  const { known } = node.rival([0]);
  await intake.stop();
  await intake.stop();
  gossip.accept("vote", node.vote(known.id, 3));
  gossip.refuse("node_proof", {} as never, ignore("proof_unchecked"));
  assert.deepEqual([known.voteCount, news.count], [0, 0]);
});
