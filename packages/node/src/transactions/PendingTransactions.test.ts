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
  const block = { transactions: [NOOP, tx, NOOP], transactionHashes: [noop, hash, noop] };
  pending.onHead({ state: next, finals: [{ height: 4n, block }] });
  assert.deepEqual(pending.statusOf(hash), { status: "final", height: 4n, index: 1 });
  assert.deepEqual(pending.statusOf(noop), { status: "unknown" });
  assert.equal(pending.size, 0);
});

test("transactions of a block that is undone wait again, unless the new chain contains them", () => {
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
  for (const [i, nonces] of (
    [
      [0, 1],
      [1, 1],
      [1, 2],
    ] as const
  ).entries()) {
    pending.onHead({ state: after(nonces), finals: [{ height: BigInt(i + 1), block: blocks[i] }] });
  }
  const behind = pending.add(transfer(0, 1), true);
  // Another block of height 2 contains the last block's transaction.
  const transactions = [...blocks[1]!.transactions, ...blocks[2]!.transactions];
  pending.onHead({
    state: after([0, 2]),
    finals: [{ height: 2n, block: undefined }],
    undone: { above: 1n, transactions },
  });
  assert.deepEqual(pending.statusOf(kept!), { status: "final", height: 1n, index: 0 });
  assert.deepEqual(pending.statusOf(undone!), { status: "pending" });
  // The content of that block is not known here.
  assert.deepEqual(pending.statusOf(taken!), { status: "unknown" });
  assert.deepEqual(pending.statusOf(behind), { status: "pending" });
  assert.equal([...pending.candidates()].length, 2);
});

/** The state after blocks that led to these nonces and balances. */
function stateWith(...accounts: { nonce?: number; balance?: bigint }[]): State {
  const state = STATE.fork();
  for (const [i, { nonce = 0, balance = 1_000_000n }] of accounts.entries()) {
    state.set(i, { ...account(SECRETS[i]!), nonce, balances: [balance, 0n] });
  }
  return state;
}

const blockOf = (...transactions: Transaction[]) => ({
  transactions,
  transactionHashes: transactions.map((tx) => transactionHash(ROLLUP, tx)),
});

/** A transfer with another fee. */
function paying(fee: bigint, from = 0, nonce = 0): Transaction {
  return signTransaction(
    ROLLUP,
    { asset: 0, from, to: 1, amount: 5n, fee: encodeFee(fee), nonce },
    SECRETS[from]!,
  );
}

test("a replaced transaction says so, until it becomes final or is sent again", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const first = pending.add(paying(100n));
  const second = pending.add(paying(200n));
  const dropped = {
    status: "dropped",
    code: "TRL-LED-058",
    reason: "another transaction with the same nonce, which pays more, has replaced it",
  };
  assert.deepEqual(pending.statusOf(first), dropped);
  // A proposer that has not seen the second puts the first into its block.
  pending.onHead({
    state: stateWith({ nonce: 1 }),
    finals: [{ height: 1n, block: blockOf(paying(100n)) }],
  });
  assert.deepEqual(pending.statusOf(first), { status: "final", height: 1n, index: 0 });
  const used = pending.statusOf(second);
  assert(used.status === "dropped" && used.code === "TRL-LED-051");
  // L1 reorganises: the first waits again, and the second may come again.
  pending.onHead({
    state: STATE,
    finals: [],
    undone: { above: 0n, transactions: [paying(100n)] },
  });
  assert.deepEqual(pending.statusOf(first), { status: "pending" });
  assert.equal(pending.add(paying(200n)), second);
  assert.deepEqual(pending.statusOf(second), { status: "pending" });
  assert.deepEqual(pending.statusOf(first), dropped);
});

test("a transaction that its sender cannot pay at a new head is dropped with its reason, and so are the ones after it", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const hashes = [0, 1, 2].map((nonce) => pending.add(paying(100n, 0, nonce)));
  const block = blockOf(paying(100n, 1));
  pending.onHead({ state: stateWith({ balance: 150n }), finals: [{ height: 1n, block }] });
  const codes = hashes.map((hash) => {
    const found = pending.statusOf(hash);
    return found.status === "dropped" ? found.code : found.status;
  });
  assert.deepEqual(codes, ["pending", "TRL-LED-055", "TRL-LED-059"]);
});

test("a transaction whose nonce an unknown block used may be in that block, so no reason is given", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const mine = pending.add(paying(100n));
  const poor = pending.add(paying(100n, 1));
  pending.onHead({
    state: stateWith({ nonce: 1 }, { balance: 1n }),
    finals: [{ height: 1n, block: undefined }],
  });
  assert.deepEqual(pending.statusOf(mine), { status: "unknown" });
  assert.equal(pending.statusOf(poor).status, "dropped");
});

test("a final transaction that is refused on L1's new branch says why", () => {
  const pending = new PendingTransactions(ROLLUP, STATE);
  const tx = paying(100n);
  pending.onHead({ state: stateWith({ nonce: 1 }), finals: [{ height: 1n, block: blockOf(tx) }] });
  pending.onHead({ state: State.empty(), finals: [], undone: { above: 0n, transactions: [tx] } });
  const found = pending.statusOf(transactionHash(ROLLUP, tx));
  assert(found.status === "dropped" && found.code === "TRL-LED-013");
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

test("P6.1 a waiting transfer with another signature is checked again, although its hash is known", async () => {
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

test("checking a large block can be aborted, and does not block the event loop", async () => {
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
