import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { publicKeyOf, signTransaction } from "@trellis/ledger";
import { encodeFee, fromHex, noticeOf, rollupId } from "@trellis/protocol";
import { signProposal, signStartClaim } from "@trellis/protocol/keys";
import { pino } from "pino";
import type { Hex } from "viem";
import { RevealBook } from "../proposals/RevealBook.ts";
import { DOMAIN, rest, seatSecret, secretOf, TestNode, until } from "../testing/TestNode.ts";
import { PendingTransactions } from "../transactions/PendingTransactions.ts";
import { Intake } from "./Intake.ts";

const LEAF = { depth: 1, index: 0 };

async function listening(t: TestContext) {
  const node = await TestNode.started();
  const state = node.chain.head.state.fork();
  state.set(0, { key: publicKeyOf(77n), nonce: 0, balances: [1_000n, 0n] });
  const pending = new PendingTransactions(rollupId(DOMAIN), state);
  const reveals = new RevealBook(node);
  const news = { count: 0 };
  const { gossip, proposals, chain } = node;
  const log = pino({ level: "silent" });
  const onNews = (): void => void news.count++;
  const intake = new Intake({ gossip, proposals, reveals, pending, chain, onNews, log });
  intake.start();
  t.after(async () => {
    await node.executor.stop();
    await node.thread.stop();
  });
  return { node, gossip, pending, news, intake };
}

const votes = (node: TestNode, id: Hex, seat: number) => {
  const { proposalId, ...vote } = node.vote(id, seat);
  return { proposalId, seat, votes: [vote] };
};

const transfer = (nonce = 0) =>
  signTransaction(rollupId(DOMAIN), { asset: 0, from: 0, to: 0, amount: 1n, fee: encodeFee(1n), nonce }, 77n);

test("messages that validators accept are stored, and the roles are notified", async (t) => {
  const { node, gossip, news } = await listening(t);
  const { known, transcript, reveal } = node.committedRival([2, 0, 1]);
  const signed = signProposal(DOMAIN, { ...known.proposal, burnBid: 900n }, secretOf("rival"));
  gossip.accept("proposal", signed);
  assert(node.proposals.all().some(({ proposal }) => proposal.burnBid === 900n));
  gossip.accept("votes", votes(node, known.id, 3));
  assert.equal(known.voteCount, 1);
  node.toProofWindow();
  const at = node.chain.now;
  gossip.accept("reveal", reveal);
  await until(() => known.reveal !== undefined);
  assert.equal(known.reveal, reveal);
  assert.equal(known.transcript?.root(), transcript.root());
  assert.equal(known.revealedAt, at);
  const claim = signStartClaim(DOMAIN, { proposalId: fromHex(known.id), node: LEAF, seat: 0 }, seatSecret(0));
  const { proposalId, ...batched } = claim;
  gossip.accept("start_claims", { proposalId, claims: [batched] });
  assert.deepEqual(known.claimOf(LEAF), claim);
  assert.equal(news.count, 4);
});

test("messages about an unknown proposal are ignored", async (t) => {
  const { node, gossip } = await listening(t);
  const { known, reveal } = node.committedRival([2, 0, 1]);
  node.proposals.retain(() => false);
  gossip.accept("votes", votes(node, known.id, 3));
  gossip.accept("start_claims", {
    proposalId: fromHex(known.id),
    claims: [{ node: LEAF, seat: 0, signature: new Uint8Array(64) }],
  });
  gossip.accept("reveal", reveal);
  gossip.accept("proof_notices", { proposalId: fromHex(known.id), notices: [] });
  await rest();
  assert.deepEqual(node.proposals.all(), []);
});

test("R2 an order whose transcript cannot be hashed now is not stored, and the node goes on", async (t) => {
  const { node, gossip, news } = await listening(t);
  const { known, reveal } = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  gossip.accept("reveal", { ...reveal, entries: [{ ...reveal.entries[0]!, seat: 5_000 }] });
  await rest();
  assert.deepEqual([known.reveal, news.count], [undefined, 0]);
  gossip.accept("reveal", reveal);
  await until(() => known.reveal === reveal);
});

test("P6.5 a notice is kept, and its proof is not here yet", async (t) => {
  const { node, gossip, news } = await listening(t);
  const { known, reveal } = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  gossip.accept("reveal", reveal);
  await until(() => known.reveal !== undefined);
  node.executor.update();
  await until(() => known.execution !== undefined);
  const proof = await node.proofBy(known, LEAF, 0);
  gossip.accept("proof_notices", { proposalId: fromHex(known.id), notices: [noticeOf(proof)] });
  assert.deepEqual(known.missing(LEAF), [noticeOf(proof)]);
  assert.deepEqual(known.proofsOf(LEAF), []);
  assert.equal(news.count, 2);
});

test("a transaction waits for a block; one that the mempool refuses changes nothing", async (t) => {
  const { gossip, pending } = await listening(t);
  gossip.accept("transactions", [transfer()]);
  gossip.accept("transactions", [transfer(), transfer(99)]);
  assert.equal(pending.size, 1);
});

test("a stopped intake stores nothing", async (t) => {
  const { node, gossip, intake, news } = await listening(t);
  const { known } = node.rival([0]);
  await intake.stop();
  await intake.stop();
  gossip.accept("votes", votes(node, known.id, 3));
  assert.deepEqual([known.voteCount, news.count], [0, 0]);
});
