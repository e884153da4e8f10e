import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyOf, State, signTransaction, transactionHash } from "@trellis/ledger";
import { encodeFee, messageOf, NOOP, type Transaction, transactionOf } from "@trellis/protocol";
import { LedgerThread } from "./LedgerThread.ts";
import { PendingTransactions } from "./PendingTransactions.ts";

const thread = new LedgerThread();

const ROLLUP = (31_337n << 160n) | 5n;
const SECRETS = [11n, 22n, 33n];
const account = (secret: bigint) => ({
  key: publicKeyOf(secret),
  nonce: 0,
  balances: [1_000_000n, 0n] as const,
});
const STATE = State.of([
  [0, account(SECRETS[0]!)],
  [1, account(SECRETS[1]!)],
]);

function transfer(from = 0, nonce = 0, secret = SECRETS[from]!): Transaction {
  const fee = encodeFee(100n);
  return signTransaction(ROLLUP, { asset: 0, from, to: 1, amount: 5n, fee, nonce }, secret);
}

test("P1.1 a signed transfer waits, a forged one is refused", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const hash = pending.add(transfer());
  assert.deepEqual(pending.statusOf(hash), { status: "pending" });
  assert.equal(pending.nextNonce(0), 1);
  assert.throws(() => pending.add(transfer(0, 1, 22n)), { code: "TRL-LED-019" });
  assert.equal(pending.size, 1);
  assert.deepEqual(pending.statusOf(9n), { status: "unknown" });
});

test("a final transaction is known by height and place; no-ops are not", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const tx = transfer();
  const hash = pending.add(tx);
  const next = STATE.fork();
  next.set(0, { ...account(SECRETS[0]!), nonce: 1 });
  const noop = transactionHash(ROLLUP, NOOP);
  pending.onHead(next, 4n, { transactions: [NOOP, tx, NOOP], transactionHashes: [noop, hash, noop] });
  assert.deepEqual(pending.statusOf(hash), { status: "final", height: 4n, index: 1 });
  assert.deepEqual(pending.statusOf(noop), { status: "unknown" });
  assert.equal(pending.size, 0);
});

test("what was final in a block that vanishes waits again, if the new chain has not taken it", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const after = (nonces: readonly [number, number]): State => {
    const state = STATE.fork();
    for (const [i, nonce] of nonces.entries()) state.set(i, { ...account(SECRETS[i]!), nonce });
    return state;
  };
  const blocks = [transfer(1), transfer(0), transfer(1, 1)].map((tx) => ({
    transactions: [tx, NOOP],
    transactionHashes: [transactionHash(ROLLUP, tx), transactionHash(ROLLUP, NOOP)],
  }));
  const [kept, undone, taken] = blocks.map(({ transactionHashes }) => transactionHashes[0]!);
  pending.onHead(after([0, 1]), 1n, blocks[0]);
  pending.onHead(after([1, 1]), 2n, blocks[1]);
  pending.onHead(after([1, 2]), 3n, blocks[2]);
  const behind = pending.add(transfer(0, 1), true);
  // Another block of height 2 holds the last one's transaction.
  pending.undoAbove(1n, [...blocks[1]!.transactions, ...blocks[2]!.transactions], after([0, 2]));
  assert.deepEqual(pending.statusOf(kept!), { status: "final", height: 1n, index: 0 });
  assert.deepEqual(pending.statusOf(undone!), { status: "pending" });
  assert.deepEqual(pending.statusOf(taken!), { status: "unknown" });
  assert.deepEqual(pending.statusOf(behind), { status: "pending" });
  assert.equal([...pending.candidates()].length, 2);
});

test("P6.1 a block with every transfer signed passes, known or not", async () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const known = transfer();
  pending.add(known);
  await pending.checkSignatures(thread, STATE, [NOOP, known, transfer(0, 1), transfer(1)], []);
});

test("P6.1 a transfer signed by another is named", async () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  await assert.rejects(pending.checkSignatures(thread, STATE, [transfer(), transfer(0, 1, 22n)], []), {
    code: "TRL-LED-019",
    context: { index: 1 },
  });
});

test("P6.1 a waiting transfer under another signature is checked: what is known is the signature, not the hash", async () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const known = transfer();
  pending.add(known);
  const forged = { ...known, signature: new Uint8Array(64).fill(1) };
  await assert.rejects(pending.checkSignatures(thread, STATE, [forged], []), { code: "TRL-LED-019" });
});

test("P10.1 a transfer of an account that the block opens is checked against the deposit's key", async () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const key = publicKeyOf(SECRETS[2]!);
  const message = messageOf({ ...NOOP, kind: "deposit", to: 2, amount: 500n }, key);
  await pending.checkSignatures(thread, STATE, [transactionOf(message), transfer(2)], [message]);
  await assert.rejects(
    pending.checkSignatures(thread, STATE, [transactionOf(message), transfer(2, 0, 22n)], [message]),
    {
      code: "TRL-LED-019",
    },
  );
});

test("checking a large block can be broken off, and leaves the event loop its turns", async () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const abort = new AbortController();
  const reason = new Error("stopped");
  const checking = pending.checkSignatures(
    thread,
    STATE,
    new Array(1_000).fill(transfer()),
    [],
    abort.signal,
  );
  setImmediate(() => abort.abort(reason));
  await assert.rejects(checking, reason);
});
