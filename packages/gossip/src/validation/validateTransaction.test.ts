import assert from "node:assert/strict";
import { test } from "node:test";
import { NOOP } from "@trellis/protocol";
import { messageEnvironment } from "../testing/FakeGossipContext.ts";
import { ACCEPT, ignore, reject } from "../Verdict.ts";
import { validateTransaction } from "./validateTransaction.ts";

test("P10.1 a signed transfer is accepted once, even with another signature", async () => {
  const environment = messageEnvironment();
  const transfer = environment.context.transfer();
  assert.deepEqual(await validateTransaction(transfer, environment), ACCEPT);
  assert.deepEqual(await validateTransaction(transfer, environment), ignore("known"));
  const again = { ...transfer, signature: new Uint8Array(64).fill(1, 0, 10) };
  assert.deepEqual(await validateTransaction(again, environment), ignore("known"));
});

test("P10.1 of two copies judged at once one is accepted", async () => {
  const environment = messageEnvironment();
  const transfer = environment.context.transfer();
  const verdicts = await Promise.all([
    validateTransaction(transfer, environment),
    validateTransaction(transfer, environment),
  ]);
  assert.deepEqual(verdicts, [ACCEPT, ignore("known")]);
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
  ["P10.1 the account exists", { from: 2 }, ignore("account_unknown")],
  ["P10.1 the nonce is not used", { nonce: 3 }, ignore("nonce_used")],
  ["P10.1 a later nonce may come first", { nonce: 5 }, ACCEPT],
  ["P1.1 the signature is the sender's", { signature: new Uint8Array(64) }, reject("signature_invalid")],
] as const) {
  test(`${rule}: ${JSON.stringify(expected)}`, async () => {
    const environment = messageEnvironment();
    const transaction = environment.context.transfer(fields);
    assert.deepEqual(await validateTransaction(transaction, environment), expected);
  });
}

test("P10.1 a transaction that the mempool refuses is not relayed, for its reason, without a signature check", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  context.mempoolFault = "replacement_pays_too_little";
  context.failure = new Error("checked");
  assert.deepEqual(
    await validateTransaction(context.transfer(), environment),
    ignore("replacement_pays_too_little"),
  );
  context.mempoolFault = undefined;
  context.failure = undefined;
  assert.deepEqual(await validateTransaction(context.transfer(), environment), ACCEPT);
});

test("P10.1 a transaction that the mempool begins to refuse during the signature check is not relayed", async () => {
  const environment = messageEnvironment();
  const { context } = environment;
  const judging = validateTransaction(context.transfer(), environment);
  context.mempoolFault = "mempool_full";
  assert.deepEqual(await judging, ignore("mempool_full"));
});

test("a transaction that still waits is relayed again after a pause, not before", async () => {
  const environment = messageEnvironment({ transactionPause: 10n });
  const { context } = environment;
  const judge = () => validateTransaction(context.transfer(), environment);
  assert.deepEqual(await judge(), ACCEPT);
  context.time += 9n;
  assert.deepEqual(await judge(), ignore("known"));
  context.time += 1n;
  assert.deepEqual(await judge(), ACCEPT);
  assert.deepEqual(await judge(), ignore("known"));
  // The transaction is in a block by now.
  context.time += 10n;
  context.nonces.set(1, 5);
  assert.deepEqual(await judge(), ignore("nonce_used"));
});

test("an own transaction is in the mempool: only its form and its repetition are looked at", async () => {
  const environment = { ...messageEnvironment(), isOwn: true };
  const { context } = environment;
  context.mempoolFault = "waiting";
  context.failure = new Error("checked twice");
  const judge = (fields = {}) => validateTransaction(context.transfer(fields), environment);
  assert.deepEqual(await judge(), ACCEPT);
  assert.deepEqual(await judge(), ignore("known"));
  assert.deepEqual(await judge({ fee: 32 | 26 }), reject("field_out_of_range"));
});
