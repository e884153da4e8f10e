import assert from "node:assert/strict";
import { test } from "node:test";
import { ALICE, BOB, ETHER, TestHistory, type Work } from "../../test/TestHistory.ts";
import { historyOf } from "./historyOf.ts";

const DAY = 86_400n;

/** A network whose first block, after twelve minutes, is final before midnight, and whose second is final after it. */
async function beforeMidnight() {
  const history = await TestHistory.start();
  history.chain.time = 20_000n * DAY - 900n;
  const seats = history.cast(4);
  return { history, seats, ask: historyOf(history.store) };
}

test("income counts on the day on which a block became final, claimed or due", async () => {
  const { history, seats, ask } = await beforeMidnight();
  const { chain } = history;
  const first = history.commit(ALICE, ETHER, seats.slice(0, 3));
  const proof = history.win(first);
  chain.settle(first);
  const second = history.commit(ALICE, ETHER, seats.slice(0, 3));
  history.win(second);
  chain.settle(second);
  chain.claimNodes(first, 0, proof);
  await history.write();
  const { income, claimed, due } = await ask.prover({ seat: seats[0]! });
  assert.ok(claimed > 0n && due > 0n);
  assert.deepEqual(income.days, [
    { day: 20_000 * 86_400, blocks: 1, earned: due, slashed: 0n },
    { day: 19_999 * 86_400, blocks: 1, earned: claimed, slashed: 0n },
  ]);
  const { rounds } = await ask.height({ height: 1 });
  const { final } = await ask.height({ height: 2 });
  const seconds = BigInt(final!.finalAt.time - rounds[0]!.start);
  assert.equal(income.perDay, ((claimed + due) * DAY) / seconds);
  await history.store.destroy();
});

test("what a case took is subtracted, so that income may be negative", async () => {
  const { history, seats, ask } = await beforeMidnight();
  const { chain } = history;
  const block = history.commit(ALICE, ETHER, seats.slice(0, 3));
  chain.toProofs();
  const rescuer: Work = { seat: seats[3]!, as: "rescue" };
  chain.submit(
    block,
    new Map<number, Work>([
      [0, { seat: seats[0]!, as: "named" }],
      [1, rescuer],
      [2, rescuer],
    ]),
  );
  chain.toProofEnd(block);
  chain.finalize();
  chain.settle(block);
  chain.report(BOB, block, seats[1]!, [1]);
  chain.pass(10_000);
  chain.settleCase(block, seats[1]!);
  await history.write();
  const { income, slashed, committedBlocks, deliveredBlocks } = await ask.prover({ seat: seats[1]! });
  assert.ok(slashed > 0n);
  assert.deepEqual(
    income.days.map(({ blocks, earned, slashed: taken }) => [blocks, earned, taken]),
    [[1, 0n, slashed]],
  );
  assert.ok(income.perDay! < 0n);
  assert.deepEqual([committedBlocks, deliveredBlocks], [1, 0]);
  await history.store.destroy();
});

test("without a final block, income is not known", async () => {
  const { history, seats, ask } = await beforeMidnight();
  history.commit(ALICE, ETHER, seats);
  await history.write();
  const { income } = await ask.prover({ seat: seats[0]! });
  assert.deepEqual(income, { perDay: null, days: [] });
  await history.store.destroy();
});
