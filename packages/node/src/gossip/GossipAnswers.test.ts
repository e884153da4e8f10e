import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyOf as l2PublicKeyOf, signTransaction } from "@trellis/ledger";
import { encodeFee, fromHex, NOOP, nodeAt, rollupId, toBytes } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { revealTurn } from "@trellis/strategy";
import { RevealBook } from "../proposals/RevealBook.ts";
import { revealTimes } from "../proposals/revealTimes.ts";
import { DOMAIN, seatSecret, TestNode } from "../testing/TestNode.ts";
import { GossipAnswers } from "./GossipAnswers.ts";

function contextOf({ chain, proposals, pending, thread }: TestNode): GossipAnswers {
  const reveals = new RevealBook({ thread });
  return new GossipAnswers({ domain: DOMAIN, chain, proposals, pending, reveals, thread });
}

test("heights, parents, seats and commitments come from L1", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const genesis = new Uint8Array(32);
  assert.deepEqual(context.currentHeight(), { height: 1n, round: 0 });
  assert(context.isParent(genesis, 1n));
  assert(!context.isParent(genesis, 2n));
  assert(!context.isParent(new Uint8Array(32).fill(1), 1n));
  assert(context.isActive(3, undefined) && !context.isActive(4, undefined));
  assert.equal(context.proverKey(4, undefined), undefined);
  const { minBurnBid, bond, bondBps, minProverShareBps } = node.chain.settings;
  assert.deepEqual(context.settings, { minBurnBid, bond, bondBps, minProverShareBps });
  const rival = node.rival([2, 0, 1]);
  const id = fromHex(rival.known.id);
  assert.equal(context.proposal(id), rival.known.proposal);
  assert.equal(context.committed(id), undefined);
  node.l1.commit(rival.known.proposal, rival.transcript.root(), rival.committed);
  node.see();
  const committed = context.committed(id);
  assert.equal(committed?.transcriptRoot, rival.transcript.root());
  assert.deepEqual(committed.committed.words(), rival.committed.words());
});

test("P2.3, R4 keys and active seats are those of the proposal's round, whatever joins or leaves later", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const { proposal } = node.committedRival([2, 0, 1]).known;
  node.l1.join(publicKeyOf(seatSecret(4)));
  node.l1.deactivate(3);
  node.see();
  const answers = (of: typeof proposal | undefined) =>
    [3, 4].map((seat) => [context.proverKey(seat, of) !== undefined, context.isActive(seat, of)]);
  const then = [
    [true, true],
    [false, false],
  ];
  assert.deepEqual(answers(proposal), then);
  node.toEnd();
  node.l1.finalize();
  node.see();
  assert.deepEqual(answers(proposal), then);
  assert.deepEqual(answers(undefined), [
    [true, false],
    [true, true],
  ]);
});

test("P6.1 proofs may come as soon as the proposal window of their round is over", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const id = fromHex(node.committedRival([2, 0, 1]).known.id);
  const start = node.chain.running.windows!.proofStart!;
  node.time += Number(start - node.chain.now) * 1_000 - 1;
  assert(!context.isRevealTime(id));
  node.time += 1;
  assert(context.isRevealTime(id));
  assert(!context.isRevealTime(new Uint8Array(32)));
});

test("R17 a commitment may be revealed from its turn on, by provisional score; nothing before the window is over", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const bids = [500n, 900n, 700n, 800n].map((burnBid) => node.committedRival([2, 0, 1], { burnBid }));
  const turns = () => bids.map(({ known }) => context.revealFrom(fromHex(known.id)));
  assert.deepEqual(turns(), new Array(4).fill(undefined));
  node.toProofWindow();
  const at = (place: number) => revealTurn(place, revealTimes(node.chain)!).from;
  assert.deepEqual(turns(), [at(3), at(0), at(2), at(1)]);
  assert.equal(context.revealFrom(new Uint8Array(32)), undefined);
  // The next one takes the turn of a block that cannot be executed.
  bids[1]!.known.failedAt = 0;
  assert.deepEqual(turns(), [at(2), undefined, at(1), at(0)]);
});

test("R16, P3.2 the proof window of a round is over when L1 takes no more proofs of it", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const { known } = node.committedRival([2, 0, 1]);
  assert(!context.isProofWindowOver(known.proposal));
  node.toProofWindow();
  assert(!context.isProofWindowOver(known.proposal));
  node.toEnd();
  assert(context.isProofWindowOver(known.proposal));
  assert.notEqual(context.revealFrom(fromHex(known.id)), undefined, "late nodes still get the order");
});

test("R2 a node names the seats of the transcript that L1 has", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const rival = node.committedRival([2, 0]);
  const id = fromHex(rival.known.id);
  const seats = () => [0, 1, 2].map((number) => context.namedSeat(id, nodeAt(number)));
  assert.deepEqual(seats(), [undefined, undefined, undefined]);
  const { reveal, transcript } = rival;
  assert(await context.isTranscript(reveal, 1, transcript.root()));
  assert(
    !(await context.isTranscript({ ...reveal, entries: reveal.entries.slice(1) }, 1, transcript.root())),
  );
  assert(
    !(await context.isTranscript({ ...reveal, entries: reveal.entries.toReversed() }, 1, transcript.root())),
  );
  rival.known.takeReveal(reveal, transcript, 1n);
  assert.deepEqual(
    seats(),
    [0, 1, 2].map((number) => rival.known.bound(nodeAt(number))?.seat ?? null),
  );
  assert.equal(seats().filter((seat) => seat !== null).length, 2);
});

test("P1.1 only a bad signature makes a transfer invalid; an unknown sender gives no verdict", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const fields = { asset: 0, from: 0, to: 0, amount: 1n, fee: 0, nonce: 0 } as const;
  const signed = signTransaction(rollupId(DOMAIN), fields, 77n);
  await assert.rejects(context.areSigned([signed]), { code: "TRL-NOD-014" });
  const { head } = node.chain;
  head.state.set(0, { key: l2PublicKeyOf(77n), nonce: 0, balances: [0n, 0n] });
  assert.equal(await context.areSigned([signed]), true);
  assert.equal(await context.areSigned([{ ...signed, amount: 2n }]), false);
});

test("P10.1 a transaction is relayed if the mempool admits it; one that waits may be relayed again", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const state = node.chain.head.state.fork();
  state.set(0, { key: l2PublicKeyOf(77n), nonce: 4, balances: [1_000n, 0n] });
  node.pending.onHead({ state, finals: [] });
  const transfer = (fields: { from?: number; nonce?: number; amount?: bigint; fee?: bigint } = {}) => {
    const { from = 0, nonce = 4, amount = 1n, fee = 10n } = fields;
    const unsigned = { asset: 0, from, to: 0, amount, fee: encodeFee(fee), nonce } as const;
    return signTransaction(rollupId(DOMAIN), unsigned, 77n);
  };
  const faults = [{}, { from: 1 }, { nonce: 3 }, { nonce: 68 }, { amount: 1_000n }].map((fields) =>
    context.admissionFault(transfer(fields)),
  );
  assert.deepEqual(faults, [
    undefined,
    "account_unknown",
    "nonce_used",
    "nonce_too_far_ahead",
    "balance_too_low",
  ]);
  const waiting = transfer();
  node.pending.add(waiting);
  assert.equal(context.admissionFault(waiting), undefined);
  assert.equal(context.admissionFault(transfer({ amount: 2n, fee: 10n })), "replacement_pays_too_little");
  assert.equal(context.admissionFault(transfer({ amount: 2n, fee: 11n })), undefined);
});

test("P1.1 the signature of a transaction that waits is not checked again; another signature is", async () => {
  const node = await TestNode.started();
  const context = contextOf(node);
  const key = l2PublicKeyOf(77n);
  node.chain.head.state.set(0, { key, nonce: 0, balances: [1_000n, 0n] });
  node.pending.onHead({ state: node.chain.head.state, finals: [] });
  const unsigned = { asset: 0, from: 0, to: 0, amount: 1n, fee: 0, nonce: 0 } as const;
  // Skips the check, without which this signature would be refused.
  const odd = { ...signTransaction(rollupId(DOMAIN), unsigned, 77n), signature: new Uint8Array(64).fill(1) };
  node.pending.add(odd, true);
  assert.equal(await context.areSigned([odd]), true);
  assert.equal(await context.areSigned([{ ...odd, signature: new Uint8Array(64) }]), false);
});

test("P4.1 the order commitment of a revealed order is the proposal's", async () => {
  const node = await TestNode.started();
  const { known, reveal } = node.rival([0], { depth: 2 });
  const context = contextOf(node);
  const { secret, transactions } = reveal;
  assert.deepEqual(await context.orderCommitment(secret, transactions, 2), known.proposal.orderCommitment);
  assert.deepEqual(await context.orderCommitment(secret, [NOOP], 2), known.proposal.orderCommitment);
  assert.notDeepEqual(await context.orderCommitment(secret, [], 1), known.proposal.orderCommitment);
  assert.notDeepEqual(await context.orderCommitment(toBytes(1n, 32), [], 2), known.proposal.orderCommitment);
});

test("P4.1 only an order that cannot be a block has no order commitment", async () => {
  const context = contextOf(await TestNode.started());
  const secret = toBytes(1n, 32);
  assert.equal(await context.orderCommitment(new Uint8Array(32).fill(255), [], 1), undefined);
  assert.equal(await context.orderCommitment(secret, new Array(17).fill(NOOP), 1), undefined);
  assert.equal(await context.orderCommitment(secret, [{ ...NOOP, amount: 1n << 96n }], 1), undefined);
  assert.equal((await context.orderCommitment(secret, new Array(16).fill(NOOP), 1))?.length, 32);
});
