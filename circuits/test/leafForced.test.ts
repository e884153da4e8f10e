import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeFee } from "@trellis/protocol";
import type { Input } from "./Circuit.ts";
import { LeafFixture, type Reserves, type SentFields, someState } from "./LeafFixture.ts";
import { accepted, LEAF, rejected } from "./leafCircuit.ts";
import { withValues } from "./withValues.ts";

// P10.3: forced transactions. User 1 owns account 1 with 10^20 of asset 0 and 500 of asset 1. User 2 owns account 2 with 10^18 and 0.
const FEE = encodeFee(21_000n);
const RESERVES: Reserves = [10n ** 18n, 10n ** 18n];
const TRANSFER: SentFields = { kind: "transfer", asset: 0, from: 1, to: 2, amount: 1000n, fee: FEE };
const SWAP: SentFields = { ...TRANSFER, kind: "swap", to: 900 << 5 };
const WITHDRAWAL: SentFields = { ...TRANSFER, kind: "withdraw", to: 0 };
const MAX_RESERVE = 2n ** 112n - 1n;
const MAX_BALANCE = 2n ** 128n - 1n;
const RICH = { balances: [MAX_BALANCE, MAX_BALANCE] } as const;
const WRONG = /P10\.3: failed is not what executing gives/;

type World = { readonly account?: Parameters<typeof someState>[0]; readonly reserves?: Reserves };

const world = ({ account = {}, reserves = RESERVES }: World = {}): LeafFixture =>
  new LeafFixture(someState(account), { reserves });

// Each of these is executed. The circuit must reject the claim that it failed.
for (const [name, fields, from] of [
  ["a transfer", TRANSFER, {}],
  ["a transfer of everything", { ...TRANSFER, amount: 10n ** 20n - 21_000n }, {}],
  ["a transfer to the sender itself", { ...TRANSFER, to: 1 }, {}],
  // The amount leaves the full balance of 2^128 − 1 first, so there is room when it comes back.
  ["a transfer to the sender itself, with the largest balance", { ...TRANSFER, to: 1 }, { account: RICH }],
  ["a transfer of nothing, without fee", { ...TRANSFER, amount: 0n, fee: 0 }, {}],
  ["a swap", SWAP, {}],
  ["a swap back", { ...SWAP, asset: 1, amount: 500n, to: 0 }, {}],
  ["a swap whose own fee makes room for what it buys", { ...SWAP, asset: 1 }, { account: RICH }],
  ["a withdrawal", WITHDRAWAL, {}],
  ["a withdrawal of asset 1", { ...WITHDRAWAL, asset: 1, amount: 500n }, {}],
  ["a transfer of the last nonce's account", TRANSFER, { account: { nonce: 2 ** 32 - 1 } }],
] as [string, SentFields, World][]) {
  test(`P10.3: ${name} is executed when forced; a claim that it failed is rejected`, async () => {
    const fixture = world(from).force(fields);
    await accepted(fixture);
    assert.equal(fixture.accounts.account(1)!.nonce, from.account?.nonce ?? 7);
    await rejected(fixture, WRONG, { "0.transaction.failed": true });
  });
}

// Each of these fails, for one reason. The circuit must reject the claim that it was executed.
for (const [name, fields, from] of [
  ["a transfer one unit beyond the balance", { ...TRANSFER, amount: 10n ** 20n - 20_999n }, {}],
  ["a transfer of too much of asset 1", { ...TRANSFER, asset: 1, amount: 501n }, {}],
  ["a transfer of asset 1 by a sender who cannot pay the fee", { ...TRANSFER, from: 3, asset: 1 }, {}],
  [
    "a transfer to the sender itself of more than its balance",
    { ...TRANSFER, to: 1, amount: 10n ** 20n },
    {},
  ],
  ["a transfer to a full balance", { ...TRANSFER, from: 2, to: 1 }, { account: RICH }],
  [
    "a transfer to a full balance of asset 1",
    { ...TRANSFER, from: 3, to: 1, asset: 1, fee: 0 },
    { account: RICH },
  ],
  ["a swap with an empty pool", { ...SWAP, to: 0 }, { reserves: [0n, 0n] }],
  ["a swap into an empty reserve", { ...SWAP, to: 0 }, { reserves: [0n, 10n ** 18n] }],
  ["a swap from an empty reserve", { ...SWAP, to: 0 }, { reserves: [10n ** 18n, 0n] }],
  ["a swap of nothing", { ...SWAP, to: 0, amount: 0n }, {}],
  ["a swap that buys less than its least amount", { ...SWAP, to: 997 << 5 }, {}],
  ["a swap that fills a reserve", { ...SWAP, to: 0 }, { reserves: [MAX_RESERVE - 999n, MAX_RESERVE] }],
  ["a swap that fills a balance", SWAP, { account: { balances: [10n ** 6n, MAX_BALANCE] } }],
  ["a swap of more than the balance", { ...SWAP, asset: 1, amount: 501n, to: 0 }, {}],
  ["a withdrawal of more than the balance", { ...WITHDRAWAL, amount: 10n ** 20n }, {}],
  ["a withdrawal of nothing", { ...WITHDRAWAL, amount: 0n }, {}],
] as [string, SentFields, World][]) {
  test(`P10.3: ${name} fails when forced and changes nothing; a claim that it was executed is rejected`, async () => {
    const fixture = world(from);
    const root = fixture.accounts.root();
    fixture.fail(fields);
    await accepted(fixture);
    assert.deepEqual([fixture.accounts.root(), fixture.reserves], [root, from.reserves ?? RESERVES]);
    await rejected(fixture, WRONG, { "0.transaction.failed": false });
  });
}

test("P10.3: a transaction fails at one place, the same transaction is executed at another", () =>
  accepted(
    world()
      .fail({ ...TRANSFER, asset: 1, amount: 600n })
      .send(3, { ...TRANSFER, from: 3, to: 1, asset: 1, amount: 100n, fee: 0 })
      .force({ ...TRANSFER, asset: 1, amount: 600n })
      .fail({ ...TRANSFER, asset: 1, amount: 600n })
      .deposit(9, 4, 1, 5n)
      .force(SWAP)
      .seed(0, 5n)
      .force(WITHDRAWAL),
  ));

test("P10.3: data and hash hold a failed transaction as failed, the queue holds it as it was forced", async () => {
  const fields = { ...WITHDRAWAL, amount: 10n ** 19n };
  const [executed, failed] = [world().force(fields), world({ account: { balances: [0n, 0n] } }).fail(fields)];
  const run = (fixture: LeafFixture) => LEAF.circuit.run(LEAF.inputs(fixture));
  const [one, other] = [await run(executed!), await run(failed!)];
  // Places in NodeOutputs: 9 is txs_root, 10 and 11 are the hash of the data, 14 is fees, 17 and 18 are messages_after.
  for (const field of [9, 10, 11, 14]) assert.notEqual(one[field], other[field]);
  assert.equal(other[14], 0n);
  for (const field of [17, 18]) assert.equal(one[field], other[field]);
});

test("P10.3: a signed transaction that claims to be forced takes a message of the queue", async () => {
  const fixture = world({ account: { nonce: 0 } }).send(1, WITHDRAWAL);
  const inputs = withValues(LEAF.inputs(fixture), { "transactions.0.transaction.forced": true });
  const outputs = await LEAF.circuit.run(inputs);
  assert.notDeepEqual(outputs.slice(17, 19), LEAF.outputs(fixture).slice(17, 19));
});

// Each case changes one field of a valid leaf. Places: 0 forced transfer, 1 failed transfer, 2 signed transfer, 3 deposit,
// 4 seed, 5 no-op, 6 failed transfer to a full balance.
const mixed = (): LeafFixture =>
  new LeafFixture(someState({ balances: [MAX_BALANCE, 500n] }), { reserves: RESERVES })
    .force({ ...TRANSFER, from: 1, to: 2, amount: 0n, fee: 0 })
    .fail({ ...TRANSFER, asset: 1, amount: 501n })
    .send(2, { ...TRANSFER, from: 2, to: 3 })
    .deposit(2, 2, 1, 5n)
    .seed(1, 5n)
    .noop()
    .fail({ ...TRANSFER, from: 2, to: 1 });
for (const [name, changes, error] of [
  ["a signed transaction that failed", { "2.transaction.failed": true }, /P10\.3: failed but not forced/],
  ["a deposit that failed", { "3.transaction.failed": true }, /P10\.3: failed but not forced/],
  ["a seed that failed", { "4.transaction.failed": true }, /P10\.3: failed but not forced/],
  ["a no-op that failed", { "5.transaction.failed": true }, /P4\.1: no-op not empty/],
  ["a forced deposit", { "3.transaction.forced": true }, /P10\.3: forced without a sender/],
  ["a forced seed", { "4.transaction.forced": true }, /P10\.3: forced without a sender/],
  ["a forced no-op", { "5.transaction.forced": true }, /P4\.1: no-op not empty/],
  ["a forced transaction with a nonce", { "0.transaction.nonce": 7 }, /P10\.1: nonce where none is used/],
  ["a failed one with a nonce", { "1.transaction.nonce": 7 }, /P10\.1: nonce where none is used/],
  [
    "a forced transaction that claims to be signed",
    { "0.transaction.forced": false },
    /P1\.1: signature point at infinity/,
  ],
  [
    "a failure for a balance that the state does not have",
    { "0.transaction.amount": 1, "0.transaction.failed": true, "0.sender.account.balance0": "0" },
    /P10\.1: sender not in the state/,
  ],
  [
    "a failure for a recipient's balance that the state does not have",
    {
      "0.transaction.amount": 1,
      "0.transaction.failed": true,
      "0.recipient.account.balance0": String(MAX_BALANCE),
    },
    /P10\.1: recipient not in the state/,
  ],
  [
    "an execution with a balance that the state does not have",
    { "1.transaction.failed": false, "1.sender.account.balance1": "501" },
    /P10\.1: sender not in the state/,
  ],
  [
    "an execution with room that the state does not have",
    { "6.transaction.failed": false, "6.recipient.account.balance0": "0" },
    /P10\.1: recipient not in the state/,
  ],
  ["a failed sender's changed path", { "1.sender.path.7": "1" }, /P10\.1: sender not in the state/],
  [
    "a failed transfer's recipient's changed path",
    { "1.recipient.path.7": "1" },
    /P10\.1: recipient not in the state/,
  ],
  [
    "a forced transfer to a place that the input declares empty",
    { "0.recipient_exists": false },
    /P10\.1: recipient does not exist/,
  ],
  [
    "a failed transfer to a place that the input declares empty",
    { "1.recipient_exists": false },
    /P10\.1: recipient does not exist/,
  ],
] as [string, Record<string, Input>, RegExp][]) {
  test(`P10.3: ${name} is rejected`, () => rejected(mixed(), error, changes));
}
