import assert from "node:assert/strict";
import { test } from "node:test";
import { messageOf, NOOP } from "@trellis/protocol";
import { builderTask, userSwap, userTransfer } from "../testing/builderTask.ts";
import { FeesStrategy } from "./FeesStrategy.ts";

const strategy = new FeesStrategy({ proverShareBps: 6_000, bidFraction: 0.5 });

test("keeps the candidates' order and makes no swaps", async () => {
  const candidates = [userSwap(1, 0, 10n, 300n), userTransfer(2, 200n), userSwap(3, 1, 5n)];
  const plan = await strategy.plan(builderTask({ candidates }));
  assert.deepEqual(plan.transactions, candidates);
  assert.deepEqual(plan.swaps, []);
  // Half of 600 of fees and of 4,000 of the reward.
  assert.deepEqual(plan.terms, { burnBid: 2_300n, proverShareBps: 6_000, expectedProfit: 2_300n });
});

test("P10.3 due messages are in the block, whatever else waits", async () => {
  const messages = Array.from({ length: 20 }, () => messageOf({ ...NOOP, kind: "seed", amount: 5n }));
  const base = { ...builderTask().base, messages };
  const candidates = Array.from({ length: 16 }, (_, nonce) => userTransfer(1, 100n, nonce));
  const willing = await strategy.plan(builderTask({ base, candidates }));
  assert.equal(willing.transactions.filter(({ kind }) => kind === "seed").length, 8);
  const all = await strategy.plan(builderTask({ base, candidates, due: 20 }));
  assert.equal(all.transactions.filter(({ kind }) => kind === "seed").length, 16);
});

test("a proposer that cannot afford the minimum gets no terms", async () => {
  const plan = await strategy.plan(builderTask({ bounds: { minBurnBid: 5n, affordable: 4n } }));
  assert.equal(plan.terms, undefined);
});
