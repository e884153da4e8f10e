import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFee, encodeFee, MAX_AMOUNT, NOOP, type Transaction } from "@trellis/protocol";
import fc from "fast-check";
import { executeBlock } from "../execution/executeBlock.ts";
import { transactionHash } from "../hashing/transactionHash.ts";
import { type Account, MAX_NONCE } from "../state/Account.ts";
import { State } from "../state/State.ts";
import {
  accountOf,
  EMPTY_INDEX,
  forced,
  NO_MESSAGES,
  RICH,
  ROLLUP_ID,
  seed,
  swapOf,
  testWorld,
  transfer,
  WORLD_INDICES,
  withdraw,
} from "../testing/testWorld.ts";
import { type DroppedTransaction, Mempool } from "./Mempool.ts";
import type { MempoolLimits } from "./MempoolLimits.ts";

function pool(limits: Partial<MempoolLimits> = {}, changes?: Map<number, Partial<Account>>): Mempool {
  return new Mempool({ rollupId: ROLLUP_ID, state: testWorld(changes), limits });
}

const verified = { signatureVerified: true };
const reasons = (dropped: Iterable<DroppedTransaction>): string[] =>
  [...dropped].map(({ tx, why }) => `${tx.from}/${tx.nonce} ${why.code}`);
const brief = (transactions: Iterable<Transaction>): string[] =>
  [...transactions].map(({ from, nonce, fee }) => `${from}/${nonce}/${decodeFee(fee)}`);

test("a valid transfer is admitted once", () => {
  const mempool = pool();
  const tx = transfer();
  const { hash, dropped } = mempool.add(tx);
  assert.equal(dropped, undefined);
  assert.equal(hash, transactionHash(ROLLUP_ID, tx));
  assert.ok(mempool.has(hash));
  assert.equal(mempool.size, 1);
  assert.deepEqual(mempool.of(0), [tx]);
  assert.throws(() => mempool.add(tx), { code: "TRL-LED-053" });
  assert.throws(() => mempool.add({ ...tx, signature: new Uint8Array(64) }), { code: "TRL-LED-053" });
  assert.equal(mempool.size, 1);
});

test("a malformed transfer, an unknown account or a bad signature is refused", () => {
  const mempool = pool({ minimumFee: 50n });
  const good = transfer();
  const cases: [code: string, tx: Transaction][] = [
    ["TRL-LED-050", NOOP],
    ["TRL-LED-050", { ...NOOP, kind: "deposit", to: 1, amount: 5n }],
    ["TRL-LED-010", { ...good, amount: MAX_AMOUNT + 1n }],
    ["TRL-LED-010", { ...good, fee: 31 }],
    ["TRL-LED-010", { ...good, nonce: 2 ** 32 }],
    ["TRL-LED-010", { ...good, signature: new Uint8Array(63) }],
    ["TRL-LED-013", transfer({ from: EMPTY_INDEX })],
    ["TRL-LED-014", transfer({ to: EMPTY_INDEX })],
    ["TRL-LED-057", transfer({ fee: 49n })],
    ["TRL-LED-019", { ...good, amount: good.amount + 1n }],
    ["TRL-LED-019", { ...good, signature: new Uint8Array(64) }],
  ];
  for (const [code, tx] of cases) assert.throws(() => mempool.add(tx), { code });
  assert.equal(mempool.size, 0);
  assert.deepEqual([...mempool.best()], []);
});

test("P10.1 swaps and withdrawals are admitted if pool and balance allow them", () => {
  const mempool = pool();
  mempool.add(swapOf({ from: 0 }));
  mempool.add(withdraw({ from: 1 }));
  assert.equal(mempool.size, 2);
  const cases: [code: string, tx: Transaction][] = [
    ["TRL-LED-050", forced(withdraw({ from: 2 }))],
    ["TRL-LED-050", { ...withdraw({ from: 2 }), failed: true }],
    ["TRL-LED-050", seed(5n)],
    ["TRL-LED-010", { ...withdraw({ from: 2 }), to: 1 }],
    ["TRL-LED-010", { ...swapOf({ from: 2 }), to: 31 }],
    ["TRL-LED-013", withdraw({ from: EMPTY_INDEX })],
    ["TRL-LED-023", swapOf({ from: 2, amount: 0n })],
    ["TRL-LED-023", swapOf({ from: 2, amount: 1000n, minimumOut: 1994n })],
    ["TRL-LED-024", withdraw({ from: 2, amount: 0n })],
    ["TRL-LED-055", swapOf({ from: 2, asset: 1, amount: RICH + 1n })],
    ["TRL-LED-055", withdraw({ from: 2, amount: RICH, fee: 1n })],
    ["TRL-LED-019", { ...swapOf({ from: 2 }), amount: 1001n }],
    ["TRL-LED-019", { ...withdraw({ from: 2 }), asset: 1 }],
  ];
  for (const [code, tx] of cases) assert.throws(() => mempool.add(tx), { code });
  // A transfer's unknown recipient is a valid least amount for a swap.
  mempool.add(swapOf({ from: 2, minimumOut: BigInt(EMPTY_INDEX) }));
});

test("P10.1 a swap whose price moves away keeps waiting, but is evicted before all others", () => {
  const state = testWorld();
  const mempool = new Mempool({ rollupId: ROLLUP_ID, state, limits: { total: 3 } });
  const dear = swapOf({ from: 0, amount: 1000n, minimumOut: 1993n, fee: 9000n });
  mempool.add(dear);
  mempool.add(transfer({ from: 0, nonce: 1, fee: 9000n }));
  mempool.add(transfer({ from: 1, fee: 1n }));
  const moved = testWorld(new Map(), [RICH + RICH / 10n, 2n * RICH]);
  assert.deepEqual(mempool.revalidate(moved), []);
  assert.throws(() => mempool.add(swapOf({ from: 2, amount: 1000n, minimumOut: 1993n })), {
    code: "TRL-LED-023",
  });
  mempool.add(transfer({ from: 2, fee: 1n }));
  assert.deepEqual(mempool.of(0), [dear]);
  mempool.add(transfer({ from: 77_777, fee: 1n }));
  assert.deepEqual(mempool.of(0), []);
  // When the price comes back, the swap is ready again.
  mempool.revalidate(moved);
  const back = pool({ total: 1 });
  back.add(dear);
  back.revalidate(moved);
  back.revalidate(state);
  assert.throws(() => back.add(transfer({ from: 1, fee: 5n })), { code: "TRL-LED-056" });
});

test("the nonce must be in the window that begins at the account's nonce", () => {
  const mempool = pool({ perAccount: 4 }, new Map([[0, { nonce: 10 }]]));
  assert.throws(() => mempool.add(transfer({ nonce: 9 })), { code: "TRL-LED-051" });
  assert.throws(() => mempool.add(transfer({ nonce: 14 })), { code: "TRL-LED-052" });
  mempool.add(transfer({ nonce: 13 }));
  mempool.add(transfer({ nonce: 10 }));
  const last = pool({}, new Map([[0, { nonce: MAX_NONCE }]]));
  assert.throws(() => last.add(transfer({ nonce: MAX_NONCE })), { code: "TRL-LED-052" });
});

test("a sender must be able to pay for all its waiting transactions", () => {
  const mempool = pool();
  mempool.add(transfer({ amount: RICH / 2n, fee: 0n }));
  mempool.add(transfer({ asset: 1, amount: RICH, fee: 0n, nonce: 1 }));
  assert.throws(() => mempool.add(transfer({ amount: RICH / 2n + 1n, fee: 0n, nonce: 2 })), {
    code: "TRL-LED-055",
  });
  assert.throws(() => mempool.add(transfer({ asset: 1, amount: 1n, fee: 0n, nonce: 2 })), {
    code: "TRL-LED-055",
  });
  mempool.add(transfer({ amount: RICH / 2n, fee: 0n, nonce: 2 }));
  assert.throws(() => mempool.add(transfer({ amount: 0n, fee: 1n, nonce: 3 })), { code: "TRL-LED-055" });
});

test("a replacement pays at least 10 % more and counts instead of the transaction it replaces", () => {
  const mempool = pool();
  mempool.add(transfer({ amount: RICH - 1100n, fee: 1000n }));
  assert.throws(() => mempool.add(transfer({ amount: 1n, fee: 1099n })), { code: "TRL-LED-054" });
  assert.throws(() => mempool.add(transfer({ amount: 1n, fee: 1000n })), { code: "TRL-LED-054" });
  mempool.add(transfer({ amount: RICH - 1100n, fee: 1100n }));
  assert.deepEqual(brief(mempool.best()), ["0/0/1100"]);
  assert.equal(mempool.size, 1);
  const { dropped } = mempool.add(transfer({ amount: 2n, fee: 1300n }));
  assert.deepEqual(reasons([dropped!]), ["0/0 TRL-LED-058"]);
  assert.equal(dropped?.hash, transactionHash(ROLLUP_ID, dropped!.tx));
  assert.equal(decodeFee(dropped!.tx.fee), 1100n);
});

test("a transaction without a fee is replaced only by one with a fee", () => {
  const mempool = pool();
  mempool.add(transfer({ amount: 1n, fee: 0n }));
  assert.throws(() => mempool.add(transfer({ amount: 2n, fee: 0n })), { code: "TRL-LED-054" });
  mempool.add(transfer({ amount: 2n, fee: 1n }));
});

test("a replacement with a bad signature replaces nothing", () => {
  const mempool = pool();
  const tx = transfer();
  mempool.add(tx);
  assert.throws(() => mempool.add({ ...tx, fee: encodeFee(500n) }), { code: "TRL-LED-019" });
  assert.deepEqual(mempool.of(0), [tx]);
});

test("selection takes the highest fees first, and each sender's transactions in nonce order", () => {
  const mempool = pool();
  mempool.add(transfer({ from: 0, nonce: 0, fee: 10n }));
  mempool.add(transfer({ from: 0, nonce: 1, fee: 900n }));
  mempool.add(transfer({ from: 1, nonce: 0, fee: 50n }));
  mempool.add(transfer({ from: 1, nonce: 1, fee: 40n }));
  mempool.add(transfer({ from: 2, nonce: 1, fee: 999n }));
  mempool.add(transfer({ from: 77_777, nonce: 0, fee: 40n }));
  assert.deepEqual(brief(mempool.best()), ["1/0/50", "1/1/40", "77777/0/40", "0/0/10", "0/1/900"]);
  assert.deepEqual(brief(mempool.select(2)), ["1/0/50", "1/1/40"]);
  assert.deepEqual(mempool.select(0), []);
  mempool.add(transfer({ from: 2, nonce: 0, fee: 1n }));
  assert.deepEqual(brief(mempool.best()).slice(-2), ["2/0/1", "2/1/999"]);
});

test("nextNonce is the first free nonce", () => {
  const mempool = pool();
  assert.equal(mempool.nextNonce(0), 0);
  mempool.add(transfer({ nonce: 0 }));
  mempool.add(transfer({ nonce: 2 }));
  assert.equal(mempool.nextNonce(0), 1);
  assert.equal(mempool.nextNonce(EMPTY_INDEX), undefined);
});

test("when full, a higher fee evicts the lowest, and others are refused", () => {
  const mempool = pool({ total: 3 });
  mempool.add(transfer({ from: 0, fee: 10n }));
  mempool.add(transfer({ from: 1, fee: 20n }));
  mempool.add(transfer({ from: 2, fee: 30n }));
  assert.throws(() => mempool.add(transfer({ from: 77_777, fee: 10n })), { code: "TRL-LED-056" });
  assert.throws(() => mempool.add(transfer({ from: 77_777, fee: 9n })), { code: "TRL-LED-056" });
  const { dropped } = mempool.add(transfer({ from: 77_777, fee: 11n }));
  assert.deepEqual(reasons([dropped!]), ["0/0 TRL-LED-056"]);
  assert.equal(mempool.size, 3);
  assert.deepEqual(brief(mempool.best()), ["2/0/30", "1/0/20", "77777/0/11"]);
});

test("when full, a bad signature evicts nothing", () => {
  const mempool = pool({ total: 1 });
  const tx = transfer({ fee: 10n });
  mempool.add(tx);
  assert.throws(() => mempool.add({ ...transfer({ from: 1, fee: 99n }), amount: 6n }), {
    code: "TRL-LED-019",
  });
  assert.deepEqual([...mempool.best()], [tx]);
});

test("when full, transactions behind a nonce gap are evicted first, whatever their fee", () => {
  const mempool = pool({ total: 3 });
  mempool.add(transfer({ from: 0, nonce: 5, fee: 9999n }));
  mempool.add(transfer({ from: 1, fee: 20n }));
  mempool.add(transfer({ from: 2, fee: 30n }));
  assert.throws(() => mempool.add(transfer({ from: 77_777, nonce: 1, fee: 9998n })), { code: "TRL-LED-056" });
  mempool.add(transfer({ from: 77_777, nonce: 0, fee: 1n }));
  assert.deepEqual(mempool.of(0), []);
  assert.equal(mempool.size, 3);
  // A transaction behind a gap never evicts an executable one.
  assert.throws(() => mempool.add(transfer({ from: 0, nonce: 5, fee: 9999n })), { code: "TRL-LED-056" });
});

test("when full, a sender's next transaction does not evict the one before it", () => {
  const mempool = pool({ total: 2 });
  mempool.add(transfer({ nonce: 0, fee: 10n }));
  mempool.add(transfer({ nonce: 1, fee: 10n }));
  assert.throws(() => mempool.add(transfer({ nonce: 2, fee: 500n })), { code: "TRL-LED-056" });
  mempool.add(transfer({ nonce: 0, fee: 11n }));
  assert.equal(mempool.size, 2);
});

test("after a block, executed and unpayable transactions, and those behind them, are dropped", () => {
  const state = testWorld();
  const mempool = new Mempool({ rollupId: ROLLUP_ID, state });
  const mine = [0, 1, 2, 3].map((nonce) => transfer({ nonce, amount: RICH / 5n, fee: 0n }));
  for (const tx of mine) mempool.add(tx);
  const other = transfer({ from: 1 });
  mempool.add(other);
  // The block contains nonce 0 and a nonce 1 with a higher fee, which this mempool has not seen.
  const dear = transfer({ nonce: 1, amount: (RICH * 2n) / 5n, fee: 1n });
  const { stateAfter } = executeBlock(state, [mine[0]!, dear], {
    rollupId: ROLLUP_ID,
    depth: 1,
    messages: NO_MESSAGES,
  });
  const dropped = mempool.revalidate(stateAfter);
  assert.deepEqual(reasons(dropped), ["0/0 TRL-LED-051", "0/1 TRL-LED-051", "0/3 TRL-LED-055"]);
  assert.deepEqual(
    [...mempool.best()].sort((a, b) => a.from - b.from),
    [mine[2], other],
  );
  assert.equal(mempool.size, 2);
  assert.throws(() => mempool.add(transfer({ nonce: 1 })), { code: "TRL-LED-051" });
});

test("a head that goes back to an earlier state drops transactions that no longer fit", () => {
  const mempool = pool({ perAccount: 4 }, new Map([[0, { nonce: 10 }]]));
  mempool.add(transfer({ nonce: 10 }));
  mempool.add(transfer({ nonce: 11 }));
  assert.deepEqual(reasons(mempool.revalidate(testWorld())), ["0/10 TRL-LED-052", "0/11 TRL-LED-059"]);
  mempool.add(transfer({ nonce: 0 }));
  const poor = testWorld(new Map([[0, { balances: [104n, 0n] }]]));
  assert.deepEqual(reasons(mempool.revalidate(poor)), ["0/0 TRL-LED-055"]);
  assert.equal(mempool.size, 0);
});

test("a head in which the recipient has no account drops transactions to it", () => {
  const mempool = pool();
  const toSelf = transfer({ from: 0, to: 0, nonce: 0 });
  mempool.add(toSelf);
  mempool.add(transfer({ from: 0, to: 1, nonce: 1 }));
  mempool.add(transfer({ from: 1, nonce: 0 }));
  const dropped = mempool.revalidate(State.of([[0, accountOf(0)]]));
  assert.deepEqual(reasons(dropped), ["0/1 TRL-LED-014", "1/0 TRL-LED-013"]);
  assert.deepEqual([...mempool.best()], [toSelf]);
});

test("for random inputs, bounds hold and the selection executes in its order", () => {
  const step = fc.record({
    from: fc.constantFrom(...WORLD_INDICES),
    to: fc.constantFrom(...WORLD_INDICES, EMPTY_INDEX),
    asset: fc.constantFrom(0 as const, 1 as const),
    amount: fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.constantFrom(RICH / 3n, RICH, MAX_AMOUNT)),
    fee: fc.bigInt({ min: 0n, max: 300n }).map(encodeFee),
    nonce: fc.integer({ min: 0, max: 7 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const mempool = pool({ total: 12, perAccount: 6 });
      for (const fields of steps) {
        try {
          mempool.add({ ...NOOP, kind: "transfer", ...fields }, verified);
        } catch (error) {
          assert.match((error as { code: string }).code, /^TRL-LED-0(14|5[2-6])$/);
        }
        assert.ok(mempool.size <= 12);
      }
      const waiting = WORLD_INDICES.flatMap((index) => mempool.of(index));
      assert.equal(waiting.length, mempool.size);
      assert.ok(WORLD_INDICES.every((index) => mempool.of(index).length <= 6));
      const selected = [...mempool.best()];
      const block = executeBlock(testWorld(), selected, {
        rollupId: ROLLUP_ID,
        depth: 2,
        messages: NO_MESSAGES,
        skipSignatures: true,
      });
      assert.equal(mempool.revalidate(block.stateAfter).length >= selected.length, true);
      assert.deepEqual([...mempool.best()], []);
    }),
    { numRuns: 60 },
  );
});

test("what a mempool would say is what it says, whatever waits; asking changes nothing", () => {
  const step = fc.record({
    from: fc.constantFrom(...WORLD_INDICES.slice(0, 3), EMPTY_INDEX),
    to: fc.constantFrom(0, EMPTY_INDEX),
    amount: fc.constantFrom(5n, RICH / 3n, RICH + 1n),
    fee: fc.constantFrom(0n, 10n, 11n, 300n).map(encodeFee),
    nonce: fc.integer({ min: 0, max: 5 }),
  });
  const codes = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => {
      const mempool = pool({ total: 4, perAccount: 4, minimumFee: 1n });
      for (const fields of steps) {
        const tx: Transaction = { ...NOOP, kind: "transfer", ...fields };
        const before = brief(WORLD_INDICES.flatMap((index) => mempool.of(index)));
        const fault = mempool.faultOf(tx);
        assert.deepEqual(brief(WORLD_INDICES.flatMap((index) => mempool.of(index))), before);
        if (fault === undefined) mempool.add(tx, verified);
        else assert.throws(() => mempool.add(tx, verified), { code: fault.code, context: fault.context });
        codes.add(fault?.code ?? "admitted");
      }
    }),
    { numRuns: 100, seed: 7 },
  );
  // All that such transactions can meet has been met.
  assert.deepEqual([...codes].sort(), [
    ...["013", "014", "052", "053", "054", "055", "056", "057"].map((code) => `TRL-LED-${code}`),
    "admitted",
  ]);
});
