import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GRUMPKIN_ORDER } from "@trellis/field";
import { State } from "@trellis/ledger";
import { encodeFee, FIELD_MODULUS, fromHex, sha256, toBigInt } from "@trellis/protocol";
import type { Input } from "./Circuit.ts";
import { accountOf, LeafFixture, type SentFields, someState } from "./LeafFixture.ts";
import { accepted, LEAF, rejected } from "./leafCircuit.ts";
import { ROLLUP_ID } from "./world.ts";

const FEE = encodeFee(21_000n);
const TRANSFER: SentFields = { from: 1, to: 2, asset: 0, amount: 1000n, fee: FEE };
const LAST_PLACE = 2 ** 20 - 1;
const MAX_BALANCE = 2n ** 128n - 1n;
const LOWER_HALF = 2n ** 128n - 1n;

/** Places: 0 a transfer, 1 a deposit to a new account, 2 a deposit to an old account, from 3 on no-ops. */
const mixed = (): LeafFixture =>
  new LeafFixture(someState(), { messages: sha256(new Uint8Array(3)) })
    .send(1, TRANSFER)
    .deposit(5, 4, 1, 77n)
    .deposit(2, 2, 0, 2n ** 96n - 1n)
    .noop();

test("P4.1: a leaf of no-ops changes nothing", async () => {
  const fixture = new LeafFixture(State.empty());
  await accepted(fixture);
  assert.deepEqual(fixture.accounts.root(), State.empty().root());
});

test("P10.1: transfers, deposits and no-ops in one leaf", () => accepted(mixed()));

test("P10.1: eight transfers: of both assets, to the sender itself, of everything, of nothing, at the last place", () =>
  accepted(
    new LeafFixture(someState())
      .send(1, TRANSFER)
      .send(1, { ...TRANSFER, to: 1 })
      .send(1, { ...TRANSFER, to: 1, asset: 1, amount: 500n })
      .send(1, { ...TRANSFER, to: LAST_PLACE, asset: 1, amount: 500n })
      .send(3, { from: 3, to: 1, asset: 1, amount: 900n, fee: 0 })
      .send(4, { from: LAST_PLACE, to: 1, asset: 0, amount: 0n, fee: encodeFee(5n) })
      .send(3, { from: 3, to: 3, asset: 0, amount: 0n, fee: 0 })
      .send(2, { from: 2, to: 3, asset: 0, amount: 10n ** 18n - 21_000n, fee: FEE }),
  ));

test("P8.6: eight deposits into an empty state, the first to place 0", () => {
  const fixture = new LeafFixture(State.empty());
  for (let place = 0; place < 8; place++)
    fixture.deposit(place, place, (place % 2) as 0 | 1, BigInt(place) + 1n);
  return accepted(fixture);
});

test("P8.6: an account can spend its deposit in the same leaf", () =>
  accepted(
    new LeafFixture(someState())
      .deposit(9, 4, 0, 10n ** 18n)
      .send(9, { ...TRANSFER, from: 4, to: LAST_PLACE }),
  ));

test("P10.2: the largest fee, 2047 · 10^25", () =>
  accepted(
    new LeafFixture(someState({ balances: [2n ** 100n, 0n] })).send(1, {
      ...TRANSFER,
      fee: (2047 << 5) | 25,
    }),
  ));

test("P10.2: a fee with any exponent up to 25", async () => {
  for (const exponents of [
    [0, 1, 7, 8, 15, 16, 17, 18],
    [19, 20, 22, 23, 24, 25],
  ]) {
    const fixture = new LeafFixture(someState({ balances: [2n ** 100n, 0n] }));
    for (const exponent of exponents) fixture.send(1, { ...TRANSFER, fee: (1 << 5) | exponent });
    await accepted(fixture);
  }
});

test("P10.1: the last nonce but one and the largest balance can still be used", () =>
  accepted(
    new LeafFixture(someState({ nonce: 2 ** 32 - 2, balances: [MAX_BALANCE, 0n] })).send(1, TRANSFER),
  ));

for (const [name, path, value, error] of [
  ["P4.1: a tree of depth 0", "context.tree_depth", 0, /P4\.1: tree depth below 1/],
  ["P4.1: a tree of depth 12", "context.tree_depth", 12, /P4\.1: tree depth above 11/],
  ["P6.3: an index beyond the row", "node_index", 8, /P6\.3: node index outside its row/],
  ["P6.3: another rollup's id", "context.rollup_id", "1", /P6\.3: vote signature/],
  [
    "P6.3: a rollup id with the same lower bytes as the signed one",
    "context.rollup_id",
    String(ROLLUP_ID + 2n ** 224n),
    /P6\.4: number too large/,
  ],
  ["P6.3: another proposal", "context.proposal_id.lo", "1", /P6\.3: vote signature/],
  [
    "P6.4: a proposal id beyond 256 bits",
    "context.proposal_id.lo",
    String(2n ** 128n),
    /P6\.4: number too large/,
  ],
  [
    "P6.4: a rolling hash beyond 256 bits",
    "messages_before.hi",
    String(2n ** 128n),
    /P6\.4: number too large/,
  ],
] as [string, string, Input, RegExp][]) {
  test(`${name} is rejected`, () => rejected(new LeafFixture(State.empty()), error, { [path]: value }));
}

// Each case changes one field of a valid leaf. Places: 0 transfer, 1 and 2 deposits, 3 no-op.
for (const [name, changes, error] of [
  ["P10.1: an unknown kind", { "3.transaction.kind": 6 }, /P10\.1: unknown kind/],
  ["P10.1: an unknown asset", { "0.transaction.asset": 2 }, /P10\.1: unknown asset/],
  [
    "P10.1: a sender's index beyond the tree",
    { "0.transaction.from": 2 ** 20 + 1 },
    /P10\.1: sender index out of range/,
  ],
  [
    "P10.1: a recipient's index beyond the tree",
    { "0.transaction.to": 2 ** 20 + 2 },
    /P10\.1: recipient index out of range/,
  ],
  [
    "P10.1: an amount of 2^96",
    { "0.transaction.amount": String(2n ** 96n) },
    /P10\.1: amount not below 2\^96/,
  ],
  ["P10.2: a fee with exponent 26", { "0.transaction.fee": 26 }, /P10\.2: fee exponent above 25/],
  ["P4.1: a no-op with an asset", { "3.transaction.asset": 1 }, /P4\.1: no-op not empty/],
  ["P4.1: a no-op with a sender", { "3.transaction.from": 1 }, /P4\.1: no-op not empty/],
  ["P4.1: a no-op with a recipient", { "3.transaction.to": 1 }, /P4\.1: no-op not empty/],
  ["P4.1: a no-op with an amount", { "3.transaction.amount": 1 }, /P4\.1: no-op not empty/],
  ["P4.1: a no-op with a fee", { "3.transaction.fee": 32 }, /P4\.1: no-op not empty/],
  ["P4.1: a no-op with a fee of zero mantissa", { "3.transaction.fee": 1 }, /P4\.1: no-op not empty/],
  ["P4.1: a no-op with a nonce", { "3.transaction.nonce": 1 }, /P10\.1: nonce where none is used/],
  ["P8.6: a deposit with a sender", { "1.transaction.from": 1 }, /P8\.6: deposit or seed with a sender/],
  ["P8.6: a deposit with a fee", { "1.transaction.fee": 32 }, /P8\.6: deposit or seed with a fee/],
  ["P8.6: a deposit with a nonce", { "1.transaction.nonce": 1 }, /P10\.1: nonce where none is used/],
  [
    "P8.6: a deposit to an old account as if it were new",
    { "2.recipient_exists": false },
    /P10\.1: new account with a balance of asset 0/,
  ],
  [
    "P8.6: a deposit to a new account as if it were old",
    { "1.recipient_exists": true },
    /P10\.1: recipient not in the state/,
  ],
  [
    "P8.6: a deposit with a key that is not the account's",
    { "2.recipient.account.key_x": "5" },
    /P10\.1: recipient not in the state/,
  ],
  [
    "P8.6: a new account with a nonce",
    { "1.recipient.account.nonce": 1 },
    /P10\.1: new account with a nonce/,
  ],
  [
    "P8.6: a new account with asset 0",
    { "1.recipient.account.balance0": 1 },
    /P10\.1: new account with a balance of asset 0/,
  ],
  [
    "P8.6: a new account with asset 1",
    { "1.recipient.account.balance1": 1 },
    /P10\.1: new account with a balance of asset 1/,
  ],
  ["P8.6: a deposit to another place", { "1.transaction.to": 3 }, /P10\.1: recipient not in the state/],
  [
    "P10.1: a sender richer than in the state",
    { "0.sender.account.balance0": String(10n ** 21n) },
    /P10\.1: sender not in the state/,
  ],
  ["P10.1: a changed sender's path", { "0.sender.path.5": "1" }, /P10\.1: sender not in the state/],
  [
    "P10.1: a recipient richer than in the state",
    { "0.recipient.account.balance0": "7" },
    /P10\.1: recipient not in the state/,
  ],
  ["P10.1: a changed recipient's path", { "0.recipient.path.19": "1" }, /P10\.1: recipient not in the state/],
  ["P6.4: another state", { state_before: "1" }, /P6\.4: accounts and reserves are not the state's/],
  [
    "P6.4: another root of the accounts",
    { accounts_root: "1" },
    /P6\.4: accounts and reserves are not the state's/,
  ],
  ["P6.4: another reserve of asset 0", { reserve0: "1" }, /P6\.4: accounts and reserves are not the state's/],
  ["P6.4: another reserve of asset 1", { reserve1: "1" }, /P6\.4: accounts and reserves are not the state's/],
  [
    "P10.1: a transfer to a place that the input declares empty",
    { "0.recipient_exists": false },
    /P10\.1: recipient does not exist/,
  ],
  ["P10.1: a redirected transfer", { "0.transaction.to": 3 }, /P1\.1: transaction signature/],
  ["P10.1: a raised amount", { "0.transaction.amount": 1001 }, /P1\.1: transaction signature/],
  [
    "P10.1: a changed asset",
    { "0.transaction.asset": 1, "0.transaction.amount": 1 },
    /P1\.1: transaction signature/,
  ],
  ["P10.2: a changed fee", { "0.transaction.fee": FEE + 32 }, /P1\.1: transaction signature/],
  ["P10.1: a changed nonce", { "0.transaction.nonce": 8 }, /P1\.1: transaction signature/],
  ["P1.1: a changed s", { "0.transaction.signature.s_lo": "1" }, /P1\.1: transaction signature/],
  ["P1.1: a changed e", { "0.transaction.signature.e": "1" }, /P1\.1: transaction signature/],
  [
    "P1.1: no signature",
    { "0.transaction.signature": { s_hi: 0, s_lo: 0, e: 0 } },
    /P1\.1: signature point at infinity/,
  ],
  ["P1.1: a key off the curve", { "0.sender.account.key_y": "1" }, /P1\.1: key not on the curve/],
  [
    "P1.1: the point at infinity as a key",
    { "0.sender.account.key_x": "0", "0.sender.account.key_y": "0" },
    /P1\.1: key not on the curve/,
  ],
  [
    "P1.1: the negated key",
    { "0.sender.account.key_y": String(FIELD_MODULUS - accountOf(1).key.y) },
    /P1\.1: transaction signature/,
  ],
] as [string, Record<string, Input>, RegExp][]) {
  test(`${name} is rejected`, () => rejected(mixed(), error, changes));
}

for (const asset of [0, 1] as const) {
  test(`P8.6: a deposit of asset ${asset} may fill a balance, and makes the leaf impossible if it would overflow it`, async () => {
    const balances = asset === 0 ? ([MAX_BALANCE - 5n, 0n] as const) : ([0n, MAX_BALANCE - 5n] as const);
    await accepted(new LeafFixture(someState({ balances })).deposit(1, 1, asset, 5n));
    await rejected(
      new LeafFixture(someState({ balances })).deposit(1, 1, asset, 6n),
      /P10\.1: recipient's balance too large/,
    );
  });
}

test("P1.1: a signature with s + order instead of s is rejected", async () => {
  // In some of them the sum of the lower halves carries: then the lower half looks like one of a scalar below the order.
  const carries = new Set<boolean>();
  for (let amount = 0n; carries.size < 2; amount++) {
    const fixture = new LeafFixture(someState()).send(1, { ...TRANSFER, amount });
    const { transactions } = LEAF.inputs(fixture) as {
      transactions: { transaction: { signature: { s_hi: string; s_lo: string } } }[];
    };
    const { signature } = transactions[0]!.transaction;
    const s = (BigInt(signature.s_hi) << 128n) + BigInt(signature.s_lo) + GRUMPKIN_ORDER;
    const isCarried = (s & LOWER_HALF) < (GRUMPKIN_ORDER & LOWER_HALF);
    if (carries.has(isCarried)) continue;
    carries.add(isCarried);
    await rejected(fixture, /P1\.1: signature scalar not below the order/, {
      "0.transaction.signature.s_hi": String(s >> 128n),
      "0.transaction.signature.s_lo": String(s & LOWER_HALF),
    });
  }
});

test("P1.1: the order itself as s is rejected", () =>
  rejected(mixed(), /P1\.1: signature scalar not below the order/, {
    "0.transaction.signature.s_hi": String(GRUMPKIN_ORDER >> 128n),
    "0.transaction.signature.s_lo": String(GRUMPKIN_ORDER & LOWER_HALF),
  }));

// Transfers with a valid signature that the state forbids.
for (const [name, state, user, fields, error] of [
  [
    "P10.1: one unit more than the balance of asset 0",
    {},
    1,
    { amount: 10n ** 20n - 20_999n },
    /P10\.1: balance of asset 0 too small/,
  ],
  [
    "P10.1: one unit more than the balance of asset 1",
    {},
    1,
    { asset: 1, amount: 501n },
    /P10\.1: balance of asset 1 too small/,
  ],
  [
    "P10.2: a fee that the sender cannot pay",
    {},
    3,
    { from: 3, asset: 1, amount: 1n },
    /P10\.1: balance of asset 0 too small/,
  ],
  ["P10.1: a nonce ahead of the sender's", {}, 1, { nonce: 8 }, /P10\.1: nonce is not the sender's/],
  ["P10.1: a replayed nonce", {}, 1, { nonce: 6 }, /P10\.1: nonce is not the sender's/],
  ["P10.1: a nonce beyond 32 bits", { nonce: 2 ** 32 - 1 }, 1, {}, /P10\.1: nonce exhausted/],
  ["P10.1: another user's signature", {}, 2, {}, /P1\.1: transaction signature/],
  ["P10.1: a sender who has no account", {}, 6, { from: 6 }, /P1\.1: key not on the curve/],
  ["P10.1: a recipient who has no account", {}, 1, { to: 6 }, /P10\.1: recipient does not exist/],
  [
    "P10.1: asset 0 beyond 128 bits",
    { balances: [MAX_BALANCE, 0n] },
    2,
    { from: 2, to: 1, amount: 1n },
    /P10\.1: recipient's balance too large/,
  ],
  [
    "P10.1: asset 1 beyond 128 bits",
    { balances: [0n, MAX_BALANCE] },
    3,
    { from: 3, to: 1, asset: 1, amount: 1n, fee: 0 },
    /P10\.1: recipient's balance too large/,
  ],
] as [string, Parameters<typeof someState>[0], number, Partial<SentFields>, RegExp][]) {
  test(`${name} is rejected`, () =>
    rejected(new LeafFixture(someState(state)).send(user, { ...TRANSFER, ...fields }), error));
}

test("P7.1: a leaf rejects the packed transactions that the protocol's vectors refuse", async () => {
  const file = new URL("../../packages/protocol/vectors/transactions.json", import.meta.url);
  const { refused } = JSON.parse(readFileSync(file, "utf8")) as { refused: string[] };
  let checked = 0;
  for (const packed of refused.map((hex) => fromHex(hex))) {
    const head = packed[0]!;
    // A witness cannot express the top bit.
    if (packed.length !== 20 || head > 127) continue;
    const accounts = toBigInt(packed.subarray(1, 6));
    await rejected(new LeafFixture(State.empty()), /P(4\.1|7\.1|8\.6|10\.[123]): (?!.*signature)/, {
      "0.transaction.kind": head & 15,
      "0.transaction.asset": (head >> 4) & 1,
      "0.transaction.forced": (head & 32) !== 0,
      "0.transaction.failed": (head & 64) !== 0,
      "0.transaction.from": Number(accounts >> 20n),
      "0.transaction.to": Number(accounts & 0xfffffn),
      "0.transaction.amount": String(toBigInt(packed.subarray(6, 18))),
      "0.transaction.fee": Number(toBigInt(packed.subarray(18, 20))),
    });
    checked++;
  }
  assert.ok(checked > 10);
});
