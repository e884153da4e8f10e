import assert from "node:assert/strict";
import { test } from "node:test";
import { NOOP, toHex } from "@trellis/protocol";
import { testEnvironment } from "../testing/testEnvironment.ts";
import { ACCEPT, ignore, reject, wait } from "../Verdict.ts";
import { validateReveal } from "./validateReveal.ts";

test("P6.1 a reveal that opens the order of a committed proposal is accepted once", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = context.known();
  context.commit(id);
  const reveal = context.reveal(id);
  assert.deepEqual(await validateReveal(reveal, environment), ACCEPT);
  assert.deepEqual(await validateReveal(reveal, environment), ignore("known"));
});

test("P6.1 of two copies judged at once one is accepted", async () => {
  const environment = testEnvironment();
  const id = environment.context.known();
  environment.context.commit(id);
  const reveal = environment.context.reveal(id);
  const verdicts = await Promise.all([
    validateReveal(reveal, environment),
    validateReveal(reveal, environment),
  ]);
  assert.deepEqual(verdicts, [ACCEPT, ignore("known")]);
});

test("P6.1 [WAIT] proposal unknown, not committed, window still open", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  assert.deepEqual(
    await validateReveal(context.reveal(unknown), environment),
    wait("proposal_unknown", toHex(unknown)),
  );
  const id = context.known();
  assert.deepEqual(await validateReveal(context.reveal(id), environment), wait("proposal_not_committed"));
  context.commit(id);
  context.revealTime = false;
  assert.deepEqual(await validateReveal(context.reveal(id), environment), wait("window_open"));
});

test("P4.1 [REJECT] another secret, another order, no order at all", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = context.known();
  context.commit(id);
  for (const fields of [
    { secret: new Uint8Array(32) },
    { transactions: [] },
    { transactions: [context.transfer({ nonce: 5 })] },
    { transactions: [context.transfer(), context.transfer()] },
  ]) {
    assert.deepEqual(await validateReveal(context.reveal(id, fields), environment), reject("order_mismatch"));
  }
  context.isOrderPossible = false;
  assert.deepEqual(await validateReveal(context.reveal(id), environment), reject("order_malformed"));
});

test("P4.1 [REJECT] more transactions than 2^depth · 8", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = context.known();
  context.commit(id);
  const transactions = Array.from({ length: 17 }, () => NOOP);
  const tooMany = await validateReveal(context.reveal(id, { transactions }), environment);
  assert.deepEqual(tooMany, reject("too_many_transactions"));
  const full = await validateReveal(context.reveal(id, { transactions: transactions.slice(1) }), environment);
  assert.deepEqual(full, reject("order_mismatch"));
});

test("[IGNORE] when too many orders wait to be computed", async () => {
  const environment = testEnvironment({ heavy: { concurrency: 1, queue: 0 } });
  const { context } = environment;
  const ids = [context.known(), context.known({ burnBid: 300n })];
  for (const id of ids) context.commit(id);
  const verdicts = await Promise.all(ids.map((id) => validateReveal(context.reveal(id), environment)));
  assert.deepEqual(verdicts, [ACCEPT, ignore("busy")]);
});
