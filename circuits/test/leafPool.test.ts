import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "@trellis/ledger";
import { encodeFee } from "@trellis/protocol";
import type { Input } from "./Circuit.ts";
import { LeafFixture, type Reserves, type SentFields, someState } from "./LeafFixture.ts";
import { accepted, LEAF, rejected } from "./leafCircuit.ts";

// P10.1: swaps, withdrawals and seeds. User 1 owns account 1 with 10^20 of asset 0 and 500 of asset 1. User 2 owns account 2. User 3
// owns account 3 with 0 and 900.
const FEE = encodeFee(21_000n);
const RESERVES: Reserves = [10n ** 18n, 4n * 10n ** 18n];
/** Sells 10^15 of asset 0 for at least 3 · 10^15 of asset 1. */
const SWAP: SentFields = {
  kind: "swap",
  asset: 0,
  from: 1,
  to: (3 << 5) | 15,
  amount: 10n ** 15n,
  fee: FEE,
};
const WITHDRAWAL: SentFields = { kind: "withdraw", asset: 0, from: 1, to: 0, amount: 7n, fee: FEE };
const MAX_RESERVE = 2n ** 112n - 1n;
const MAX_BALANCE = 2n ** 128n - 1n;
const MAX_AMOUNT = 2n ** 96n - 1n;

const withPool = (reserves: Reserves = RESERVES, account: Parameters<typeof someState>[0] = {}) =>
  new LeafFixture(someState(account), { reserves });

test("P10.1: seeds fill the pool, swaps go both ways, bought units can be sold and withdrawn", async () => {
  const fixture = new LeafFixture(someState())
    .seed(0, RESERVES[0])
    .seed(1, RESERVES[1])
    .send(1, SWAP)
    .send(1, { ...SWAP, asset: 1, to: 0, amount: 10n ** 15n })
    .send(1, WITHDRAWAL)
    .send(1, { ...WITHDRAWAL, asset: 1, amount: 500n })
    .send(2, { ...SWAP, from: 2, to: (1 << 5) | 0, amount: 1n })
    .seed(1, 1n);
  await accepted(fixture);
  assert.ok(fixture.reserves[0] * fixture.reserves[1] > RESERVES[0] * RESERVES[1]);
});

test("P10.1: a swap buys floor(in · 997 · rOut / (rIn · 1000 + in · 997)) and not one unit more", async () => {
  // 5 · 997 · 1000 / (1000 · 1000 + 5 · 997) = 4.96
  const exact = { ...SWAP, amount: 5n, to: 4 << 5 };
  const fixture = withPool([1000n, 1000n]).send(1, exact);
  await accepted(fixture);
  assert.deepEqual(fixture.reserves, [1005n, 996n]);
  await rejected(
    withPool([1000n, 1000n]).send(1, { ...exact, to: 5 << 5 }),
    /P10\.1: swap buys less than the least/,
  );
});

test("P10.1: the least bought may be 0, 32767 · 10^24, or written with a large exponent", () =>
  accepted(
    withPool([1n, MAX_RESERVE], { balances: [2n ** 100n, 0n] })
      .send(1, { ...SWAP, to: (32767 << 5) | 24, amount: MAX_AMOUNT })
      .send(1, { ...SWAP, to: 0 | 24, amount: 10n ** 28n })
      .send(1, { ...SWAP, to: 0, amount: 10n ** 28n }),
  ));

test("P10.1: limits of the pool: reserves of 1 and of 2^112 − 1, and a swap that leaves one unit", async () => {
  const rich = { balances: [2n ** 127n, 2n ** 127n] } as const;
  await accepted(withPool([1n, 5n], rich).send(1, { ...SWAP, to: 0, amount: MAX_AMOUNT }));
  await accepted(
    withPool([MAX_RESERVE - MAX_AMOUNT, MAX_RESERVE], rich).send(1, { ...SWAP, amount: MAX_AMOUNT }),
  );
  await accepted(withPool([MAX_RESERVE, 10n ** 30n], rich).send(1, { ...SWAP, asset: 1, to: 0, amount: 1n }));
  const seeded = withPool([MAX_RESERVE - 5n, 0n])
    .seed(0, 5n)
    .seed(1, MAX_AMOUNT);
  await accepted(seeded);
  assert.deepEqual(seeded.reserves, [MAX_RESERVE, MAX_AMOUNT]);
});

test("P10.1: a swap whose least amount has any exponent up to 24", async () => {
  for (const exponents of [
    [0, 7, 8, 15, 16, 17, 18],
    [19, 20, 22, 23, 24],
  ]) {
    const fixture = withPool();
    // The number before the exponent is 0: the least amount is nothing.
    for (const exponent of exponents) fixture.send(1, { ...SWAP, to: exponent });
    await accepted(fixture);
  }
});

test("P10.1: a swap that buys asset 0 pays its fee first, which makes room in the balance", () =>
  accepted(
    new LeafFixture(someState({ balances: [MAX_BALANCE, 10n ** 10n] }), {
      reserves: [10n ** 6n, 10n ** 6n],
    }).send(1, { ...SWAP, asset: 1, to: 0, amount: 10_000n, fee: encodeFee(10_000n) }),
  ));

test("P10.1: withdrawals and a swap can empty an account", () =>
  accepted(
    withPool()
      .send(1, { ...SWAP, asset: 1, to: 0, amount: 500n })
      .send(2, { ...WITHDRAWAL, from: 2, amount: 10n ** 18n - 21_000n })
      .send(3, { ...WITHDRAWAL, from: 3, asset: 1, amount: 900n, fee: 0 }),
  ));

test("P10.1: the rules of swaps do not apply to other transactions", () =>
  accepted(
    // Exponents above 24, and amounts and reserves that are impossible for a swap.
    withPool([MAX_RESERVE, MAX_RESERVE], { balances: [2n ** 97n, 0n] })
      .send(1, { from: 1, to: 2, asset: 0, amount: MAX_AMOUNT, fee: FEE })
      .deposit(9, 31, 0, MAX_AMOUNT)
      .send(1, { ...WITHDRAWAL, amount: 10n ** 20n }),
  ));

// Each case changes one field of a valid leaf. Places: 0 swap, 1 withdrawal, 2 seed, 3 no-op.
const mixed = (): LeafFixture => withPool().send(1, SWAP).send(1, WITHDRAWAL).seed(1, 9n).noop();
const SIGNATURE = /P1\.1: transaction signature/;
for (const [name, changes, error] of [
  ["a swap with a lower least amount", { "0.transaction.to": 0 }, SIGNATURE],
  ["a swap of the other asset", { "0.transaction.asset": 1, "0.transaction.amount": 1 }, SIGNATURE],
  ["a swap of another amount", { "0.transaction.amount": 10 ** 14 }, SIGNATURE],
  ["a swap that claims to be a withdrawal", { "0.transaction.kind": 4, "0.transaction.to": 0 }, SIGNATURE],
  ["a swap that claims to be a transfer", { "0.transaction.kind": 2, "0.recipient_exists": true }, SIGNATURE],
  [
    "a least amount with exponent 25",
    { "0.transaction.to": 25 },
    /P10\.1: exponent of the least bought above 24/,
  ],
  [
    "a least amount with exponent 31",
    { "0.transaction.to": (32767 << 5) | 31 },
    /P10\.1: exponent of the least bought above 24/,
  ],
  [
    "a seller richer than in the state",
    { "0.sender.account.balance0": String(10n ** 21n) },
    /P10\.1: sender not in the state/,
  ],
  ["a seller's changed path", { "0.sender.path.0": "1" }, /P10\.1: sender not in the state/],
  ["a withdrawal with a recipient", { "1.transaction.to": 1 }, /P10\.1: withdrawal or seed with a recipient/],
  ["a withdrawal of more", { "1.transaction.amount": 8 }, SIGNATURE],
  ["a withdrawal from another account", { "1.transaction.from": 2 }, SIGNATURE],
  ["a seed with a sender", { "2.transaction.from": 1 }, /P8\.6: deposit or seed with a sender/],
  ["a seed with a recipient", { "2.transaction.to": 1 }, /P10\.1: withdrawal or seed with a recipient/],
  ["a seed with a fee", { "2.transaction.fee": 32 }, /P8\.6: deposit or seed with a fee/],
  ["a seed with a nonce", { "2.transaction.nonce": 1 }, /P10\.1: nonce where none is used/],
  ["a seed of nothing", { "2.transaction.amount": 0 }, /P10\.1: seed of nothing/],
] as [string, Record<string, Input>, RegExp][]) {
  test(`P10.1: ${name} is rejected`, () => rejected(mixed(), error, changes));
}

test("P8.6: a seed of a different asset or amount is a different message of the queue", async () => {
  const seeds = [new LeafFixture(State.empty()).seed(0, 9n), new LeafFixture(State.empty()).seed(1, 9n)];
  seeds.push(new LeafFixture(State.empty()).seed(0, 8n));
  const outputs = await Promise.all(seeds.map((fixture) => LEAF.circuit.run(LEAF.inputs(fixture))));
  // Places 17 and 18 of NodeOutputs are messages_after.
  assert.equal(new Set(outputs.map((fields) => fields.slice(17, 19).join())).size, 3);
});

// Transactions with a valid signature that the state or the pool forbids.
for (const [name, fixture, error] of [
  ["a swap with an empty pool", withPool([0n, 0n]).send(1, SWAP), /P10\.1: swap buys nothing/],
  ["a swap into an empty reserve", withPool([0n, 10n]).send(1, SWAP), /P10\.1: swap buys nothing/],
  ["a swap from an empty reserve", withPool([10n, 0n]).send(1, SWAP), /P10\.1: swap buys nothing/],
  ["a swap of nothing", withPool().send(1, { ...SWAP, amount: 0n, to: 0 }), /P10\.1: swap buys nothing/],
  [
    "a swap too small for one unit",
    withPool([10n ** 18n, 10n ** 17n]).send(1, { ...SWAP, amount: 10n, to: 0 }),
    /P10\.1: swap buys nothing/,
  ],
  [
    "a swap that buys less than its least amount",
    withPool().send(1, { ...SWAP, to: (4 << 5) | 15 }),
    /P10\.1: swap buys less than the least/,
  ],
  [
    "a swap that fills a reserve beyond 112 bits",
    withPool([MAX_RESERVE - 10n ** 15n + 1n, MAX_RESERVE]).send(1, { ...SWAP, to: 0 }),
    /P10\.1: swap makes the reserve too large/,
  ],
  [
    "a swap that fills a balance beyond 128 bits",
    withPool([10n ** 6n, 10n ** 6n], { balances: [MAX_BALANCE, 10n ** 10n] }).send(1, {
      ...SWAP,
      asset: 1,
      to: 0,
      amount: 10_000n,
      fee: encodeFee(9_000n),
    }),
    /P10\.1: balance of what is bought too large/,
  ],
  [
    "a swap of more than the balance",
    withPool().send(1, { ...SWAP, asset: 1, to: 0, amount: 501n }),
    /P10\.1: balance of asset 1 too small/,
  ],
  [
    "a swap that could pay its fee only from what it buys",
    withPool().send(3, { ...SWAP, from: 3, asset: 1, to: 0, amount: 900n }),
    /P10\.1: balance of asset 0 too small/,
  ],
  [
    "a swap with a replayed nonce",
    withPool().send(1, { ...SWAP, nonce: 6 }),
    /P10\.1: nonce is not the sender's/,
  ],
  ["another user's swap", withPool().send(2, SWAP), SIGNATURE],
  [
    "a withdrawal of more than the balance",
    withPool().send(2, { ...WITHDRAWAL, from: 2, amount: 10n ** 18n }),
    /P10\.1: balance of asset 0 too small/,
  ],
  [
    "a withdrawal of nothing",
    withPool().send(1, { ...WITHDRAWAL, amount: 0n }),
    /P10\.1: withdrawal of nothing/,
  ],
  ["another user's withdrawal", withPool().send(2, WITHDRAWAL), SIGNATURE],
  [
    "a withdrawal from an empty place",
    withPool().send(6, { ...WITHDRAWAL, from: 6 }),
    /P1\.1: key not on the curve/,
  ],
  [
    "a seed beyond 112 bits",
    withPool([MAX_RESERVE - 5n, 0n]).seed(0, 6n),
    /P10\.1: seed makes the reserve too large/,
  ],
  [
    "a reserve of asset 0 of 2^112",
    withPool([2n ** 112n, 1n]),
    /P10\.1: reserve of asset 0 not below 2\^112/,
  ],
  [
    "a reserve of asset 1 of 2^112",
    withPool([1n, 2n ** 112n]),
    /P10\.1: reserve of asset 1 not below 2\^112/,
  ],
] as [string, LeafFixture, RegExp][]) {
  test(`P10.1: ${name} is rejected`, () => rejected(fixture, error));
}
