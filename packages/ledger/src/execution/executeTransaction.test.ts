import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Asset,
  encodeFee,
  FIELD_MODULUS,
  MAX_AMOUNT,
  MAX_RESERVE,
  messageOf,
  NOOP,
  type Transaction,
  transactionOf,
} from "@trellis/protocol";
import { type Account, MAX_BALANCE, MAX_NONCE } from "../state/Account.ts";
import type { State } from "../state/State.ts";
import {
  accountOf,
  EMPTY_INDEX,
  forced,
  message,
  RICH,
  ROLLUP_ID,
  seed,
  swapOf,
  testWorld,
  transfer,
  withdraw,
} from "../testing/testWorld.ts";
import { applyEffect, executeTransaction, type TransactionContext } from "./executeTransaction.ts";

const context: TransactionContext = { rollupId: ROLLUP_ID, message: undefined };

function run(tx: Transaction, state: State = testWorld(), options: Partial<TransactionContext> = {}): State {
  const after = state.fork();
  applyEffect(after, executeTransaction(state, tx, { ...context, ...options }));
  return after;
}

function world(index: number, changes: Partial<Account>): State {
  return testWorld(new Map([[index, changes]]));
}

/** Expects the error and an unchanged state. */
function refuses(
  code: string,
  tx: Transaction,
  state = testWorld(),
  options: Partial<TransactionContext> = {},
): void {
  const root = state.root();
  assert.throws(() => executeTransaction(state, tx, { ...context, ...options }), { code });
  assert.equal(state.root(), root);
}

test("executing reads the state and changes nothing", () => {
  const state = testWorld();
  const root = state.root();
  executeTransaction(state, transfer(), context);
  assert.equal(state.root(), root);
});

test("P10.1 a transfer moves the amount, takes the fee in asset 0 and increments the nonce", () => {
  const fee = 100n;
  for (const asset of [0, 1] as Asset[]) {
    const after = run(transfer({ from: 2, to: 77_777, asset, amount: 7n, fee }));
    assert.deepEqual(after.account(2), {
      ...accountOf(2),
      nonce: 1,
      balances: asset === 0 ? [RICH - 7n - fee, RICH] : [RICH - fee, RICH - 7n],
    });
    assert.deepEqual(after.account(77_777), {
      ...accountOf(77_777),
      balances: asset === 0 ? [RICH + 7n, RICH] : [RICH, RICH + 7n],
    });
  }
});

test("P10.1 a transfer to oneself costs the fee", () => {
  for (const asset of [0, 1] as Asset[]) {
    const after = run(transfer({ from: 1, to: 1, asset, amount: RICH - 100n, fee: 100n }));
    assert.deepEqual(after.account(1), accountOf(1, { nonce: 1, balances: [RICH - 100n, RICH] }));
  }
});

test("P10.1 a transfer to oneself still needs the whole amount at once", () => {
  refuses("TRL-LED-017", transfer({ from: 1, to: 1, amount: RICH, fee: 1n }));
  refuses("TRL-LED-017", transfer({ from: 1, to: 1, asset: 1, amount: RICH + 1n, fee: 0n }));
});

test("P10.1 a sender may spend its whole balance and not one unit more", () => {
  assert.deepEqual(run(transfer({ amount: RICH - 100n, fee: 100n })).account(0)?.balances, [0n, RICH]);
  refuses("TRL-LED-017", transfer({ amount: RICH - 99n, fee: 100n }));
  assert.deepEqual(run(transfer({ asset: 1, amount: RICH, fee: 0n })).account(0)?.balances, [RICH, 0n]);
  refuses("TRL-LED-017", transfer({ asset: 1, amount: RICH + 1n, fee: 0n }));
});

test("P10.2 the fee of a transfer of asset 1 is paid in asset 0", () => {
  refuses("TRL-LED-017", transfer({ asset: 1, amount: 1n }), world(0, { balances: [99n, RICH] }));
  run(transfer({ asset: 1, amount: 1n }), world(0, { balances: [100n, RICH] }));
});

test("P10.1 amounts 0, 1 and 2^96 − 1 are possible", () => {
  for (const amount of [0n, 1n, MAX_AMOUNT]) {
    const after = run(transfer({ amount, fee: 0n }), world(0, { balances: [MAX_BALANCE, 0n] }));
    assert.equal(after.account(0)?.balances[0], MAX_BALANCE - amount);
    assert.equal(after.account(1)?.balances[0], RICH + amount);
  }
});

test("P10.1 a balance stays below 2^128", () => {
  for (const asset of [0, 1] as Asset[]) {
    const full = world(1, { balances: asset === 0 ? [MAX_BALANCE - 5n, 0n] : [0n, MAX_BALANCE - 5n] });
    assert.equal(run(transfer({ asset, amount: 5n }), full).account(1)?.balances[asset], MAX_BALANCE);
    refuses("TRL-LED-018", transfer({ asset, amount: 6n }), full);
  }
});

test("P10.1 an account with the largest balance may pay itself: it pays before it receives", () => {
  const full = world(0, { balances: [MAX_BALANCE, MAX_BALANCE] });
  const after = run(transfer({ from: 0, to: 0, amount: MAX_AMOUNT, fee: 0n }), full);
  assert.deepEqual(after.account(0)?.balances, [MAX_BALANCE, MAX_BALANCE]);
});

test("P10.1 sender and recipient must have accounts", () => {
  refuses("TRL-LED-013", transfer({ from: EMPTY_INDEX }));
  refuses("TRL-LED-014", transfer({ to: EMPTY_INDEX }));
  refuses("TRL-LED-013", transfer({ from: EMPTY_INDEX, to: EMPTY_INDEX }));
});

test("P10.1 the nonce is the sender's next one", () => {
  const state = world(0, { nonce: 5 });
  run(transfer({ nonce: 5 }), state);
  refuses("TRL-LED-015", transfer({ nonce: 4 }), state);
  refuses("TRL-LED-015", transfer({ nonce: 6 }), state);
});

test("P10.1 the last nonce cannot be used", () => {
  assert.equal(
    run(transfer({ nonce: MAX_NONCE - 1 }), world(0, { nonce: MAX_NONCE - 1 })).account(0)?.nonce,
    MAX_NONCE,
  );
  refuses("TRL-LED-016", transfer({ nonce: MAX_NONCE }), world(0, { nonce: MAX_NONCE }));
});

test("P10.2 a fee's exponent is at most 25", () => {
  const rich = world(0, { balances: [MAX_BALANCE, 0n] });
  const largest = (2047 << 5) | 25;
  const { fee } = executeTransaction(rich, transfer({ fee: largest }), context);
  assert.equal(fee, 2047n * 10n ** 25n);
  for (const exponent of [26, 31]) {
    refuses("TRL-LED-010", { ...transfer(), fee: (1 << 5) | exponent }, rich, { skipSignature: true });
  }
});

test("P1.1 a transfer needs its sender's signature over all of it, for this rollup", () => {
  const good = transfer();
  run(good);
  const signature = good.signature.slice();
  signature[0]! ^= 1;
  refuses("TRL-LED-019", { ...good, signature });
  refuses("TRL-LED-019", { ...good, signature: new Uint8Array(64) });
  refuses("TRL-LED-019", { ...good, signature: new Uint8Array(63) });
  refuses("TRL-LED-019", { ...good, amount: good.amount + 1n });
  refuses("TRL-LED-019", { ...good, to: 2 });
  refuses("TRL-LED-019", { ...good, asset: 1 });
  refuses("TRL-LED-019", { ...good, fee: encodeFee(99n) });
  refuses("TRL-LED-019", { ...good, from: 2 });
  refuses("TRL-LED-019", good, testWorld(), { rollupId: ROLLUP_ID + 1n });
  refuses("TRL-LED-019", { ...good, nonce: 1 }, world(0, { nonce: 1 }));
  run({ ...good, signature }, testWorld(), { skipSignature: true });
});

test("fields out of range are refused whatever the kind", () => {
  const bad: Partial<Record<keyof Transaction, unknown>>[] = [
    { kind: "mint" },
    { asset: 2 },
    { from: 2 ** 20 },
    { from: -1 },
    { to: 2 ** 20 },
    { to: 0.5 },
    { amount: MAX_AMOUNT + 1n },
    { amount: -1n },
    { fee: 65536 },
    { fee: -32 },
    { nonce: -1 },
    { nonce: 2 ** 32 },
    { nonce: Number.NaN },
  ];
  for (const change of bad) {
    refuses("TRL-LED-010", { ...transfer(), ...change } as Transaction, testWorld(), { skipSignature: true });
  }
});

test("P4.1 a no-op does nothing and has every field zero", () => {
  const state = testWorld();
  assert.equal(run(NOOP, state).root(), state.root());
  const changes: Partial<Transaction>[] = [
    { asset: 1 },
    { from: 1 },
    { to: 1 },
    { amount: 1n },
    { fee: 32 },
    { nonce: 1 },
  ];
  for (const change of changes) refuses("TRL-LED-011", { ...NOOP, ...change });
});

test("P8.6 a deposit adds to an account and takes the queue's next message", () => {
  for (const asset of [0, 1] as Asset[]) {
    const next = message(2, 9n, asset);
    const effect = executeTransaction(testWorld(), transactionOf(next), { ...context, message: next });
    assert.equal(effect.consumesMessage, true);
    assert.equal(effect.fee, 0n);
    const { account } = { account: run(transactionOf(next), testWorld(), { message: next }).account(2)! };
    assert.deepEqual(
      account,
      accountOf(2, { balances: asset === 0 ? [RICH + 9n, RICH] : [RICH, RICH + 9n] }),
    );
  }
});

test("P8.6 a deposit opens an account at an empty place", () => {
  const next = message(EMPTY_INDEX, MAX_AMOUNT, 1);
  const state = run(transactionOf(next), testWorld(), { message: next });
  assert.deepEqual(state.account(EMPTY_INDEX), accountOf(EMPTY_INDEX, { balances: [0n, MAX_AMOUNT] }));
});

test("P8.6 a deposit that is not the queue's next message is refused", () => {
  const next = message(2, 9n);
  const deposit = transactionOf(next);
  refuses("TRL-LED-020", deposit);
  refuses("TRL-LED-021", { ...deposit, to: 1 }, testWorld(), { message: next });
  refuses("TRL-LED-021", { ...deposit, asset: 1 }, testWorld(), { message: next });
  refuses("TRL-LED-021", { ...deposit, amount: 8n }, testWorld(), { message: next });
});

test("P8.6 a deposit has no sender, fee or nonce", () => {
  const next = message(2, 9n);
  const changes: Partial<Transaction>[] = [{ from: 1 }, { fee: 32 }, { nonce: 1 }];
  for (const change of changes) {
    refuses("TRL-LED-012", { ...transactionOf(next), ...change }, testWorld(), { message: next });
  }
});

test("P8.6 a deposit under another key than the account's, or under no key, is refused", () => {
  const next = message(2, 9n);
  for (const change of [{ keyX: next.keyX + 1n }, { keyY: next.keyY + 1n }]) {
    refuses("TRL-LED-022", transactionOf(next), testWorld(), { message: { ...next, ...change } });
  }
  const opening = message(EMPTY_INDEX, 9n);
  for (const change of [{ keyX: FIELD_MODULUS }, { keyY: FIELD_MODULUS }, { keyX: -1n }]) {
    refuses("TRL-LED-022", transactionOf(opening), testWorld(), { message: { ...opening, ...change } });
  }
});

test("P8.6 a deposit may fill a balance, and no block can contain one that would overflow it", () => {
  for (const asset of [0, 1] as const) {
    const state = world(2, { balances: asset === 0 ? [MAX_BALANCE - 5n, 0n] : [0n, MAX_BALANCE - 5n] });
    const deposit = (amount: bigint) => {
      const { keyX, keyY } = message(2, amount);
      return messageOf({ ...NOOP, kind: "deposit", asset, to: 2, amount }, { x: keyX, y: keyY });
    };
    const fits = deposit(5n);
    assert.equal(run(transactionOf(fits), state, { message: fits }).account(2)?.balances[asset], MAX_BALANCE);
    const overflows = deposit(6n);
    refuses("TRL-LED-018", transactionOf(overflows), state, { message: overflows });
  }
});

test("P10.1 a swap sells to the pool at its price, less 0.3 %, and pays the fee in asset 0", () => {
  const state = testWorld(undefined, [1_000_000n, 2_000_000n]);
  const sell0 = run(swapOf({ asset: 0, amount: 1000n, minimumOut: 1992n, fee: 100n }), state);
  assert.deepEqual(
    sell0.account(0),
    accountOf(0, { nonce: 1, balances: [RICH - 1000n - 100n, RICH + 1992n] }),
  );
  assert.deepEqual(sell0.reserves, [1_001_000n, 1_998_008n]);
  const sell1 = run(swapOf({ asset: 1, amount: 1000n, minimumOut: 498n, fee: 100n }), state);
  assert.deepEqual(
    sell1.account(0),
    accountOf(0, { nonce: 1, balances: [RICH + 498n - 100n, RICH - 1000n] }),
  );
  assert.deepEqual(sell1.reserves, [999_502n, 2_001_000n]);
});

test("P10.1 a swap is refused if it buys nothing or less than its minimum, or if the pool is empty", () => {
  const state = testWorld(undefined, [1_000_000n, 2_000_000n]);
  refuses("TRL-LED-023", swapOf({ amount: 1000n, minimumOut: 1993n }), state);
  refuses("TRL-LED-023", swapOf({ amount: 0n }), state);
  refuses("TRL-LED-023", swapOf({ asset: 1, amount: 1n }), state);
  for (const empty of [
    [0n, 0n],
    [0n, 5n],
    [5n, 0n],
  ] as const) {
    refuses("TRL-LED-023", swapOf(), testWorld(undefined, empty));
  }
  refuses("TRL-LED-023", swapOf({ amount: 6n }), testWorld(undefined, [MAX_RESERVE - 5n, RICH]));
  run(swapOf({ amount: 5n }), testWorld(undefined, [MAX_RESERVE - 5n, MAX_RESERVE]));
});

test("P10.1 whatever amount is sold, the pool keeps some of both assets", () => {
  const rich = testWorld(new Map([[0, { balances: [MAX_AMOUNT, MAX_AMOUNT] }]]), [3n, 7n]);
  for (const asset of [0, 1] as Asset[]) {
    const after = run(swapOf({ asset, amount: MAX_AMOUNT, fee: 0n }), rich);
    assert.ok(after.reserves.every((reserve) => reserve > 0n));
  }
});

test("P10.1 a seller needs amount and fee before it receives the amount bought", () => {
  refuses("TRL-LED-017", swapOf({ asset: 1, amount: 1000n, fee: 1n }), world(0, { balances: [0n, RICH] }));
  refuses("TRL-LED-017", swapOf({ asset: 0, amount: 1000n, fee: 1n }), world(0, { balances: [1000n, RICH] }));
  refuses("TRL-LED-017", swapOf({ asset: 1, amount: RICH + 1n }));
  run(swapOf({ asset: 1, amount: RICH, fee: 0n }), world(0, { balances: [0n, RICH] }));
  // The fee comes out of the balance that the swap increases.
  const full = testWorld(new Map([[0, { balances: [MAX_BALANCE, RICH] }]]), [1_000_000n, 1_000_000n]);
  refuses("TRL-LED-018", swapOf({ asset: 1, amount: 1000n, fee: 995n }), full);
  assert.equal(
    run(swapOf({ asset: 1, amount: 1000n, fee: 996n }), full).account(0)?.balances[0],
    MAX_BALANCE,
  );
});

test("P10.1 a withdrawal takes amount and fee and credits no account; its amount is not zero", () => {
  for (const asset of [0, 1] as Asset[]) {
    const after = run(withdraw({ from: 2, asset, amount: 7n, fee: 100n }));
    const balances: [bigint, bigint] = asset === 0 ? [RICH - 107n, RICH] : [RICH - 100n, RICH - 7n];
    assert.deepEqual(after.account(2), accountOf(2, { nonce: 1, balances }));
    assert.deepEqual(after.account(0), accountOf(0));
    assert.deepEqual(after.reserves, testWorld().reserves);
  }
  refuses("TRL-LED-024", withdraw({ amount: 0n }));
  refuses("TRL-LED-017", withdraw({ amount: RICH, fee: 1n }));
  refuses("TRL-LED-010", { ...withdraw(), to: 1 });
});

test("P1.1 swaps and withdrawals need their sender's signature and nonce", () => {
  for (const good of [swapOf(), withdraw()]) {
    run(good);
    refuses("TRL-LED-019", { ...good, signature: new Uint8Array(64) });
    refuses("TRL-LED-019", { ...good, amount: good.amount + 1n });
    refuses("TRL-LED-015", { ...good, nonce: 1 });
  }
  refuses("TRL-LED-019", { ...swapOf({ minimumOut: 5n }), to: 4 << 5 });
  refuses("TRL-LED-010", { ...swapOf(), to: 25 });
});

test("P10.1 a seed adds to the pool, only as the queue's next message, up to 112 bits", () => {
  for (const asset of [0, 1] as Asset[]) {
    const tx = seed(9n, asset);
    const next = messageOf(tx);
    const after = run(tx, testWorld(undefined, [1n, 2n]), { message: next });
    assert.deepEqual(after.reserves, asset === 0 ? [10n, 2n] : [1n, 11n]);
    refuses("TRL-LED-020", tx);
    refuses("TRL-LED-021", { ...tx, amount: 8n }, testWorld(), { message: next });
    refuses("TRL-LED-022", tx, testWorld(), { message: { ...next, keyX: 1n } });
    refuses("TRL-LED-025", tx, testWorld(undefined, [MAX_RESERVE - 8n, MAX_RESERVE - 8n]), { message: next });
  }
  const changes: Partial<Transaction>[] = [{ from: 1 }, { to: 1 }, { fee: 32 }, { nonce: 1 }];
  for (const change of changes) refuses("TRL-LED-012", { ...seed(9n), ...change });
  refuses("TRL-LED-010", seed(0n));
});

test("P10.3 a forced transaction needs neither signature nor nonce, and does not increment the nonce", () => {
  const state = testWorld(new Map([[0, { nonce: MAX_NONCE }]]));
  for (const sent of [transfer({ amount: 5n }), swapOf(), withdraw()]) {
    const tx = forced(sent);
    const message = messageOf(tx);
    const effect = executeTransaction(state, tx, { ...context, message });
    assert.equal(effect.consumesMessage, true);
    assert.equal(effect.fee, 100n);
    const after = run(tx, state, { message });
    const signed = run({ ...sent, nonce: 0 }, testWorld(), { skipSignature: true });
    assert.deepEqual(after.account(0), { ...signed.account(0), nonce: MAX_NONCE });
    assert.deepEqual(after.reserves, signed.reserves);
    refuses("TRL-LED-020", tx, state);
    refuses("TRL-LED-021", { ...tx, amount: tx.amount + 1n }, state, { message });
    refuses("TRL-LED-022", tx, state, { message: { ...message, keyY: 1n } });
    refuses("TRL-LED-027", { ...tx, nonce: 1 }, state, { message });
    refuses("TRL-LED-027", { ...sent, failed: true }, state, { message });
    refuses("TRL-LED-026", { ...tx, failed: true }, state, { message });
  }
  refuses("TRL-LED-027", { ...NOOP, forced: true });
  refuses("TRL-LED-027", { ...transactionOf(message(0, 5n)), forced: true });
});

test("P10.2 a forced transaction that cannot execute is marked as failed, changes nothing and pays no fee", () => {
  const state = testWorld(new Map([[1, { balances: [MAX_BALANCE, 0n] }]]));
  const cannot = [
    transfer({ amount: RICH + 1n }),
    transfer({ asset: 1, amount: RICH + 1n }),
    transfer({ amount: RICH, fee: 1n }),
    transfer({ amount: 1n, to: 1 }),
    swapOf({ amount: 0n }),
    swapOf({ amount: 1000n, minimumOut: 5000n }),
    swapOf({ amount: RICH + 1n }),
    withdraw({ amount: 0n }),
    withdraw({ amount: RICH + 1n }),
  ];
  for (const sent of cannot) {
    const tx = forced(sent, true);
    const message = messageOf(tx);
    const effect = executeTransaction(state, tx, { ...context, message });
    assert.equal(effect.fee, 0n);
    assert.equal(effect.consumesMessage, true);
    assert.equal(effect.sender?.after, effect.sender?.before);
    assert.equal(run(tx, state, { message }).root(), state.root());
    refuses("TRL-LED-026", { ...tx, failed: false }, state, { message });
  }
  // A transfer to itself: the amount leaves before it arrives.
  const self = forced(transfer({ from: 1, to: 1, amount: MAX_AMOUNT, fee: 0n }));
  run(self, state, { message: messageOf(self) });
});

test("P10.3 a forced transaction needs existing accounts: L1 ensures that they exist", () => {
  const nobody = forced(transfer({ from: EMPTY_INDEX }), true);
  refuses("TRL-LED-013", nobody, testWorld(), { message: messageOf(nobody) });
  const toNobody = forced(transfer({ to: EMPTY_INDEX }), true);
  refuses("TRL-LED-014", toNobody, testWorld(), { message: messageOf(toNobody) });
});
