import assert from "node:assert/strict";
import { test } from "node:test";
import { executeBlock, type State } from "@trellis/ledger";
import { EMPTY_QUEUE, MAX_RESERVE, type Transaction } from "@trellis/protocol";
import fc from "fast-check";
import {
  builderState,
  builderTask,
  OWN_SECRET,
  RICH,
  ROLLUP,
  userSwap,
  userTransfer,
} from "../testing/builderTask.ts";
import { parsePrice } from "./arbitrage.ts";
import { type BackrunInit, BackrunStrategy } from "./BackrunStrategy.ts";
import type { BlockPlan, BuildTask } from "./BuilderStrategy.ts";
import { FeesStrategy } from "./FeesStrategy.ts";

const SETTINGS = { proverShareBps: 6_000, bidFraction: 0.5 };

function strategy(price: string | undefined, init: Partial<BackrunInit> = {}): BackrunStrategy {
  return new BackrunStrategy({
    settings: SETTINGS,
    account: { secret: OWN_SECRET, index: () => 0 },
    price: async () => (price === undefined ? undefined : parsePrice(price)),
    minProfit: 1n,
    ...init,
  });
}

/** Executes the plan with all its checks, signatures included. */
function execute(plan: BlockPlan, task: BuildTask): State {
  const { state, depth, messages: queue } = task.base;
  return executeBlock(state, plan.transactions, {
    rollupId: ROLLUP,
    depth,
    messages: { before: EMPTY_QUEUE, queue },
  }).stateAfter;
}

/** The value of the own account's balances at a price of 1. */
const worth = (state: State): bigint => {
  const [balance0, balance1] = state.account(0)!.balances;
  return balance0 + balance1;
};
const brief = (transactions: readonly Transaction[]): string =>
  transactions.map(({ kind, from, asset }) => `${kind === "swap" ? "s" : "t"}${from}${asset}`).join(" ");

test("an own swap behind a user's restores the price and gains the planned amount", async () => {
  const task = builderTask({ candidates: [userSwap(1, 0, 10n)] });
  const plan = await strategy("1").plan(task);
  assert.equal(brief(plan.transactions), "s10 s01");
  const [own] = plan.swaps;
  const after = execute(plan, task);
  assert.equal(worth(after) - worth(task.base.state), own!.profit);
  assert.ok(own!.profit > RICH / 1_000n);
  const [reserve0, reserve1] = after.reserves;
  const off = Number(reserve0 - reserve1) / Number(reserve1);
  assert.ok(Math.abs(off) < 0.004, String(off));
  // P7.2: the bid follows the value.
  assert.ok(plan.terms!.burnBid > own!.profit / 3n);
  assert.ok(plan.terms!.expectedProfit > own!.profit / 3n);
});

test("a pool whose price differs before anyone swaps is also worth a swap", async () => {
  const plan = await strategy("1.2").plan(builderTask({ candidates: [userTransfer(1)] }));
  assert.equal(brief(plan.transactions), "t10 s00");
  assert.ok(plan.swaps[0]!.profit > 0n);
});

test("swaps in both directions are each followed by an own one if that gains more than one at the end", async () => {
  // Together they do not change the price.
  const candidates = [userSwap(1, 0, 10n, 900n), userSwap(2, 1, 10n, 800n)];
  const task = builderTask({ candidates });
  const plan = await strategy("1").plan(task);
  assert.equal(plan.swaps.length, 2);
  assert.equal(brief(plan.transactions), "s10 s01 s21 s00");
  assert.equal(
    worth(execute(plan, task)) - worth(task.base.state),
    plan.swaps[0]!.profit + plan.swaps[1]!.profit,
  );
});

test("swaps of one direction are grouped if that gains most; each sender's keep their order", async () => {
  const candidates = [
    userSwap(1, 0, 3n, 900n),
    userSwap(2, 1, 3n, 800n),
    userSwap(2, 0, 3n, 700n, 1),
    userSwap(3, 0, 3n, 600n),
    userSwap(4, 1, 3n, 500n),
  ];
  const task = builderTask({ candidates });
  const plan = await strategy("1").plan(task);
  execute(plan, task);
  const users = plan.transactions.filter(({ from }) => from !== 0);
  assert.equal(users.length, 5);
  assert.ok(users.indexOf(candidates[1]!) < users.indexOf(candidates[2]!));
  assert.ok(plan.swaps.length > 0);
});

test("a full block keeps its last place for an own swap, or gives it to a user if no swap gains", async () => {
  const transfers = Array.from({ length: 20 }, (_, nonce) => userTransfer(2, 100n, nonce));
  const gaining = await strategy("1").plan(builderTask({ candidates: [userSwap(1, 0, 10n), ...transfers] }));
  assert.equal(gaining.transactions.length, 16);
  assert.equal(gaining.swaps.length, 1);
  const idle = await strategy("1").plan(builderTask({ candidates: transfers }));
  assert.equal(idle.transactions.length, 16);
  assert.deepEqual(idle.swaps, []);
});

test("without a price, account, balance, pool or sufficient gain, it uses fee order", async () => {
  const candidates = [userSwap(1, 0, 10n), userTransfer(2)];
  const poor = builderState();
  poor.set(0, { ...poor.account(0)!, balances: [0n, 0n] });
  const cases: [BackrunStrategy, State | undefined][] = [
    [strategy(undefined), undefined],
    [strategy("1", { account: { secret: OWN_SECRET, index: () => undefined } }), undefined],
    [strategy("1", { account: { secret: OWN_SECRET, index: () => 77 } }), undefined],
    [strategy("1", { minProfit: RICH }), undefined],
    [strategy("1"), poor],
    [strategy("1"), builderState([0n, 0n])],
    [strategy("1"), builderState([MAX_RESERVE, 0n])],
  ];
  for (const [one, state] of cases) {
    const task = builderTask({ candidates }, state);
    assert.deepEqual(await one.plan(task), await new FeesStrategy(SETTINGS).plan(task));
  }
});

test("it pauses before each further order that it tries", async () => {
  let pauses = 0;
  const pause = async (): Promise<void> => {
    pauses++;
  };
  const task = builderTask({ candidates: [userSwap(1, 0, 10n)], pause });
  await strategy("1").plan(task);
  assert.equal(pauses, 3);
  await strategy(undefined).plan(task);
  assert.equal(pauses, 3);
});

test("a stop ends the planning", async () => {
  const life = new AbortController();
  const plan = strategy("1").plan(builderTask({ candidates: [userSwap(1, 0, 10n)], signal: life.signal }));
  life.abort(new Error("stopped"));
  await assert.rejects(plan, { message: "stopped" });
});

test("whatever users send, the plan executes, and fees and own swaps together are no less than fee order's", async () => {
  const candidate = fc.record({
    from: fc.integer({ min: 1, max: 5 }),
    asset: fc.constantFrom<0 | 1>(0, 1),
    percent: fc.bigInt(0n, 60n),
    fee: fc.bigInt(1n, 2_000n),
    isSwap: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(candidate, { maxLength: 24 }),
      fc.constantFrom("0.5", "0.97", "1", "1.01", "3"),
      async (fields, price) => {
        const nonces = new Map<number, number>();
        const candidates = fields.map(({ from, asset, percent, fee, isSwap }) => {
          const nonce = nonces.get(from) ?? 0;
          nonces.set(from, nonce + 1);
          return isSwap ? userSwap(from, asset, percent, fee, nonce) : userTransfer(from, fee, nonce);
        });
        const task = builderTask({ candidates });
        const plan = await strategy(price).plan(task);
        execute(plan, task);
        const plain = await new FeesStrategy(SETTINGS).plan(task);
        if (plan.transactions.length < 16) {
          assert.ok(plan.terms!.expectedProfit >= plain.terms!.expectedProfit);
        }
        assert.ok(plan.swaps.every(({ profit }) => profit >= 1n));
      },
    ),
    { numRuns: 25 },
  );
});
