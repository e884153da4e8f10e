import assert from "node:assert/strict";
import { test } from "node:test";
import { NOOP, type Transaction } from "@trellis/protocol";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, reject, wait } from "../Verdict.ts";
import { validateTransactions } from "./validateTransactions.ts";

/** Another signature of the same key. */
const signedAgain = (tx: Transaction): Transaction => ({
  ...tx,
  signature: new Uint8Array(64).fill(1, 0, 10),
});
const unsigned = (tx: Transaction): Transaction => ({ ...tx, signature: new Uint8Array(64) });

/** A node's view, and transfers of account 1 with the nonces 4, 5 and so on. */
function judging(limits = {}) {
  const environment = messageEnvironment(limits);
  const transfers = (count: number, first = 4): Transaction[] =>
    Array.from({ length: count }, (_, i) => environment.context.transfer({ nonce: first + i }));
  const judge = (...batch: Transaction[]) => validateTransactions(batch, environment);
  return { environment, context: environment.context, transfers, judge };
}

test("P10.1 a signed transfer is accepted once, even with another signature", async () => {
  const { transfers, judge } = judging();
  const [transfer] = transfers(1) as [Transaction];
  assert.deepEqual(await judge(transfer), ACCEPT);
  assert.deepEqual(await judge(transfer), ignore("known"));
  assert.deepEqual(await judge(signedAgain(transfer)), ignore("known"));
});

test("P10.1 of two copies judged at once one is accepted", async () => {
  const { transfers, judge } = judging();
  const batch = transfers(3);
  assert.deepEqual(await Promise.all([judge(...batch), judge(...batch)]), [ACCEPT, ignore("known")]);
});

for (const [rule, fields, expected] of [
  ["P10.1 no-ops are the proposer's", NOOP, reject("kind_not_sent")],
  ["P10.1 deposits are L1's", { kind: "deposit" }, reject("kind_not_sent")],
  ["P10.3 forced transactions are L1's", { forced: true }, reject("kind_not_sent")],
  ["P10.2 a signed transaction is not marked as failed", { failed: true }, reject("field_out_of_range")],
  ["P10.1 a least amount bought decodes", { kind: "swap", to: 31 }, reject("field_out_of_range")],
  ["P10.1 a withdrawal has no recipient", { kind: "withdraw" }, reject("field_out_of_range")],
  ["P10.2 the fee's exponent is at most 25", { fee: 32 | 26 }, reject("field_out_of_range")],
  ["P10.2 exponent 25", { fee: 32 | 25 }, ACCEPT],
  ["P10.2 the amount is a uint96", { amount: 1n << 96n }, reject("field_out_of_range")],
  ["P10.1 sender's index has 20 bits", { from: 1 << 20 }, reject("field_out_of_range")],
  ["P10.1 recipient's index has 20 bits", { to: 1 << 20 }, reject("field_out_of_range")],
  ["P10.1 the account exists", { from: 2 }, wait("account_unknown")],
  ["P10.1 the nonce is not used", { nonce: 3 }, ignore("nonce_used")],
  ["P10.1 a later nonce may come first", { nonce: 5 }, ACCEPT],
  ["P1.1 the signature is the sender's", { signature: new Uint8Array(64) }, reject("signature_invalid")],
] as const) {
  test(`${rule}: ${JSON.stringify(expected)}`, async () => {
    const { context, judge } = judging();
    assert.deepEqual(await judge(context.transfer(fields)), expected);
  });
}

test("one bad transaction makes the whole batch bad, wherever it stands", async () => {
  for (const place of [0, 1, 2]) {
    const { transfers, judge } = judging();
    const batch = transfers(3);
    assert.deepEqual(await judge(...batch.with(place, unsigned(batch[place]!))), reject("signature_invalid"));
    // Nothing of it is remembered: the true batch is news.
    assert.deepEqual(await judge(...batch), ACCEPT);
  }
});

test("a batch holds each transaction once, in one order", async () => {
  const { transfers, judge } = judging();
  const [a, b] = transfers(2) as [Transaction, Transaction];
  assert.deepEqual(await judge(b, a), reject("batch_malformed"));
  assert.deepEqual(await judge(a, signedAgain(a)), reject("batch_malformed"));
  assert.deepEqual(await judge(), reject("batch_malformed"));
});

test("a batch is relayed for its new transactions; a known signature is not checked again", async () => {
  const { context, transfers, judge } = judging();
  assert.deepEqual(await judge(...transfers(3)), ACCEPT);
  assert.equal(context.checkedSignatures, 3);
  assert.deepEqual(await judge(...transfers(5)), ACCEPT);
  assert.equal(context.checkedSignatures, 5);
  assert.deepEqual(await judge(...transfers(4)), ignore("known"));
});

test("no peer is made to relay a bad signature: those of known and of useless transactions are checked, too", async () => {
  const { context, transfers, judge } = judging();
  const [known, fresh] = transfers(2) as [Transaction, Transaction];
  assert.deepEqual(await judge(known), ACCEPT);
  assert.deepEqual(await judge(unsigned(known), fresh), reject("signature_invalid"));
  const used = context.transfer({ nonce: 3 });
  assert.deepEqual(await judge(unsigned(used), fresh), reject("signature_invalid"));
  assert.deepEqual(await judge(used, signedAgain(known), fresh), ACCEPT);
});

test("a batch waits while the account of one of its senders is not known here", async () => {
  const { context, transfers, judge } = judging();
  const batch = [...transfers(2), context.transfer({ from: 2 })];
  assert.deepEqual(await judge(...batch), wait("account_unknown"));
  context.nonces.set(2, 4);
  assert.deepEqual(await judge(...batch), ACCEPT);
});

test("a batch that mostly repeats known transactions is not relayed", async () => {
  const { transfers, judge } = judging({ transactionsPerNewOne: 4 });
  assert.deepEqual(await judge(...transfers(4)), ACCEPT);
  assert.deepEqual(await judge(...transfers(5)), ignore("too_few_new_transactions"));
  assert.deepEqual(await judge(...transfers(6)), ACCEPT);
});

test("P10.1 transactions that the mempool refuses are not relayed, for its reason, without a signature check", async () => {
  const { context, transfers, judge } = judging();
  context.mempoolFault = "replacement_pays_too_little";
  context.failure = new Error("checked");
  assert.deepEqual(await judge(...transfers(2)), ignore("replacement_pays_too_little"));
  context.mempoolFault = undefined;
  context.failure = undefined;
  assert.deepEqual(await judge(...transfers(2)), ACCEPT);
});

test("P10.1 a batch that the mempool begins to refuse during the signature check is not relayed", async () => {
  const { context, transfers, judge } = judging();
  const verdict = judge(...transfers(2));
  context.mempoolFault = "mempool_full";
  assert.deepEqual(await verdict, ignore("mempool_full"));
});

test("a transaction that still waits is relayed again after a pause, not before", async () => {
  const { context, transfers, judge } = judging({ transactionPause: 10n });
  assert.deepEqual(await judge(...transfers(1)), ACCEPT);
  context.time += 9n;
  assert.deepEqual(await judge(...transfers(1)), ignore("known"));
  context.time += 1n;
  assert.deepEqual(await judge(...transfers(1)), ACCEPT);
  assert.deepEqual(await judge(...transfers(1)), ignore("known"));
  // The transaction is in a block by now.
  context.time += 10n;
  context.nonces.set(1, 5);
  assert.deepEqual(await judge(...transfers(1)), ignore("nonce_used"));
});

test("own transactions are in the mempool: only their form and their repetition are looked at", async () => {
  const { environment, context, transfers } = judging();
  context.mempoolFault = "waiting";
  context.failure = new Error("checked twice");
  const judge = (...batch: Transaction[]) => validateTransactions(batch, { ...environment, isOwn: true });
  assert.deepEqual(await judge(...transfers(20)), ACCEPT);
  assert.deepEqual(await judge(...transfers(20)), ignore("known"));
  assert.deepEqual(await judge(...transfers(21)), ACCEPT);
  assert.deepEqual(await judge(context.transfer({ fee: 32 | 26 })), reject("field_out_of_range"));
});
