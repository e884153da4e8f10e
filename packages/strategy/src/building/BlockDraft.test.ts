import assert from "node:assert/strict";
import { test } from "node:test";
import { executeBlock, MAX_BALANCE } from "@trellis/ledger";
import {
  EMPTY_QUEUE,
  messageOf,
  NOOP,
  type QueuedMessage,
  type Transaction,
  transactionOf,
} from "@trellis/protocol";
import fc from "fast-check";
import {
  EMPTY_INDEX,
  forced,
  message,
  RICH,
  ROLLUP_ID,
  seed,
  swapOf,
  testWorld,
  transfer,
  WORLD_INDICES,
  withdraw,
} from "../../../ledger/src/testing/testWorld.ts";
import { BlockDraft, type DraftBase, fillDraft } from "./BlockDraft.ts";

const material = { state: testWorld(), rollupId: ROLLUP_ID, depth: 1, skipSignatures: true };
const deposits = (count: number): QueuedMessage[] =>
  Array.from({ length: count }, (_, i) => message(EMPTY_INDEX, BigInt(i + 1)));
const transfers = (count: number): Transaction[] =>
  Array.from({ length: count }, (_, nonce) => transfer({ nonce, amount: 1n, fee: 1n }));
/** The transactions of a draft that was filled with these. */
async function buildBlock({
  transactions,
  due = 0,
  ...base
}: DraftBase & { readonly transactions: Iterable<Transaction>; readonly due?: number }) {
  const draft = new BlockDraft(base);
  await fillDraft(draft, transactions, due, async () => {});
  return draft.transactions;
}
const kinds = (block: readonly Transaction[]): string =>
  block.map(({ kind }) => (kind === "deposit" ? "d" : "t")).join("");

test("P8.6 deposits come first, in the queue's order", async () => {
  const queue = deposits(3);
  const block = await buildBlock({ ...material, messages: queue, transactions: transfers(2) });
  assert.deepEqual(block, [...queue.map(transactionOf), ...transfers(2)]);
});

test("deposits take at most half of the places while transfers wait for the rest", async () => {
  const full = await buildBlock({ ...material, messages: deposits(40), transactions: transfers(40) });
  assert.equal(kinds(full), "d".repeat(8) + "t".repeat(8));
  const few = await buildBlock({ ...material, messages: deposits(40), transactions: transfers(3) });
  assert.equal(kinds(few), `${"d".repeat(8)}ttt${"d".repeat(5)}`);
  const none = await buildBlock({ ...material, messages: deposits(40), transactions: [] });
  assert.equal(kinds(none), "d".repeat(16));
  const noDeposits = await buildBlock({ ...material, messages: [], transactions: transfers(40) });
  assert.equal(kinds(noDeposits), "t".repeat(16));
});

test("building does not change the state", async () => {
  const root = material.state.root();
  await buildBlock({ ...material, messages: deposits(3), transactions: transfers(3) });
  assert.equal(material.state.root(), root);
});

test("a transfer that cannot execute is skipped, with all later ones of its sender", async () => {
  const poor = transfer({ from: 2, amount: RICH * 2n });
  const after = transfer({ from: 2, nonce: 1 });
  const good = transfer({ from: 1 });
  const deposit = transactionOf(message(0, 5n));
  assert.deepEqual(
    await buildBlock({ ...material, messages: [], transactions: [poor, after, deposit, good] }),
    [good],
  );
});

test("signatures are checked if requested", async () => {
  const forged = { ...transfer(), amount: 6n };
  const options = { ...material, messages: [], transactions: [forged] };
  assert.deepEqual(await buildBlock({ ...options, skipSignatures: false }), []);
  assert.deepEqual(await buildBlock(options), [forged]);
});

test("a transfer may spend what a deposit of the same block brings", async () => {
  const queue = [message(EMPTY_INDEX, 500n)];
  const spend = transfer({ from: EMPTY_INDEX, amount: 400n });
  assert.equal((await buildBlock({ ...material, messages: queue, transactions: [spend] })).length, 2);
});

test("P8.6 a deposit that cannot execute ends the deposits, not the block", async () => {
  const bad = { ...message(2, 5n), keyX: 1n };
  const queue = [message(0, 1n), bad, message(1, 1n)];
  const block = await buildBlock({ ...material, messages: queue, transactions: transfers(2) });
  assert.equal(kinds(block), "dtt");
});

test("P10.3 messages that are due take as many places as they need", async () => {
  const most = await buildBlock({
    ...material,
    messages: deposits(40),
    due: 11,
    transactions: transfers(40),
  });
  assert.equal(kinds(most), "d".repeat(11) + "t".repeat(5));
  const all = await buildBlock({ ...material, messages: deposits(40), due: 17, transactions: transfers(40) });
  assert.equal(kinds(all), "d".repeat(16));
});

test("P10.2 a forced transaction that cannot execute is included as failed, and the queue continues after it", async () => {
  const queue = [
    messageOf(forced(transfer({ amount: RICH * 2n }))),
    messageOf(forced(withdraw({ from: 1 }))),
    messageOf(seed(5n)),
  ];
  const block = await buildBlock({ ...material, messages: queue, transactions: [swapOf({ from: 2 })] });
  assert.deepEqual(
    block.map(({ kind, failed }) => `${kind}/${failed}`),
    ["transfer/true", "withdraw/false", "seed/false", "swap/false"],
  );
});

test("a draft reports its remaining places, and its fork is independent", async () => {
  const draft = new BlockDraft({ ...material, messages: deposits(3) });
  draft.takeMessages(1);
  assert.ok(draft.add(swapOf()));
  assert.equal(draft.add(withdraw({ nonce: 5 })), false);
  assert.equal(draft.add(forced(withdraw())), false);
  assert.deepEqual([draft.places, draft.fees, draft.transactions.length], [14, 100n, 2]);
  const fork = draft.fork();
  assert.ok(fork.add(swapOf({ nonce: 1 })));
  fork.takeMessages(5);
  assert.equal(fork.transactions.length, 5);
  assert.equal(draft.transactions.length, 2);
  assert.notDeepEqual(fork.state.reserves, draft.state.reserves);
  const full = new BlockDraft({ ...material, messages: deposits(40) });
  full.takeMessages(40);
  assert.equal(full.places, 0);
  assert.equal(full.add(swapOf()), false);
});

test("P4.1 a bad depth is refused", async () => {
  await assert.rejects(() => buildBlock({ ...material, depth: 12, messages: [], transactions: [] }), {
    code: "TRL-PRO-003",
  });
});

test("executeBlock accepts every block that is built", async () => {
  const place = fc.constantFrom(...WORLD_INDICES, EMPTY_INDEX);
  const asset = fc.constantFrom(0 as const, 1 as const);
  const amount = fc.oneof(fc.bigInt({ min: 0n, max: RICH * 2n }), fc.constant(2n ** 96n - 1n));
  const tx = fc.record({
    from: place,
    to: place,
    asset,
    amount,
    fee: fc.integer({ min: 0, max: 4000 }),
    nonce: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(tx, { maxLength: 40 }),
      fc.array(fc.tuple(place, amount, asset), { maxLength: 30 }),
      async (fields, queued) => {
        const state = testWorld(new Map([[1, { balances: [MAX_BALANCE, 0n] as const }]]));
        const queue = queued.map((one) => message(...one));
        const transactions = fields.map((one) => ({ ...NOOP, kind: "transfer" as const, ...one }));
        const block = await buildBlock({ ...material, state, messages: queue, transactions });
        assert.ok(block.length <= 16);
        const executed = executeBlock(state, block, {
          rollupId: ROLLUP_ID,
          depth: 1,
          messages: { before: EMPTY_QUEUE, queue },
          skipSignatures: true,
        });
        assert.equal(executed.consumed, block.filter(({ kind }) => kind === "deposit").length);
      },
    ),
    { numRuns: 100 },
  );
});

test("a draft is filled in slices, and an end between two of them ends it", async () => {
  const waiting = transfers(4_000);
  let pauses = 0;
  const draft = new BlockDraft({ ...material, depth: 9, messages: [] });
  await fillDraft(draft, waiting, 0, async () => {
    pauses++;
  });
  assert.deepEqual([draft.transactions.length, pauses], [4_000, 3]);
  const ended = fillDraft(new BlockDraft({ ...material, depth: 9, messages: [] }), waiting, 0, async () => {
    throw new Error("stopped");
  });
  await assert.rejects(ended, { message: "stopped" });
});
