import assert from "node:assert/strict";
import { test } from "node:test";
import { bondOf } from "@trellis/protocol";
import { ALICE, BOB, ETHER, TestHistory } from "../../test/TestHistory.ts";
import { historyOf } from "./historyOf.ts";

test("a proposer's bids stand beside what its blocks were worth, with bonds and the shares that it offered", async () => {
  const history = await TestHistory.start();
  const { chain } = history;
  const seats = history.cast(4);
  const named = new Map([0, 1, 2].map((node) => [node, seats[node]!]));
  const first = chain.commit({ proposer: ALICE, bid: 2n * ETHER, depth: 1, named });
  chain.commit({ proposer: BOB, bid: ETHER, depth: 1, named });
  history.win(first);
  const open = chain.commit({ proposer: ALICE, bid: 3n * ETHER, depth: 1, named });
  await history.write();
  const ask = historyOf(history.store);
  const { bids, worth, bondsLocked, sharesBps, latest } = await ask.proposer({
    address: ALICE,
    from: 1,
    to: 2,
  });
  const { blockReward, bond, bondBps } = chain.settings;
  const shares = [first, open].map(({ proposal }) => proposal.proverShareBps);
  assert.equal(bids, 5n * ETHER);
  assert.equal(
    worth,
    shares.reduce((sum, share) => sum + blockReward - (blockReward * BigInt(share)) / 10_000n, 0n),
  );
  // The final block's bond is not at stake any more.
  assert.equal(bondsLocked, bondOf(3n * ETHER, bond, bondBps));
  assert.deepEqual(sharesBps, {
    least: Math.min(...shares),
    mean: Math.round((shares[0]! + shares[1]!) / 2),
    most: Math.max(...shares),
  });
  assert.equal(latest[0]!.bond, bondOf(3n * ETHER, bond, bondBps));
  await history.store.destroy();
});

test("an address that never committed has offered nothing", async () => {
  const history = await TestHistory.start();
  history.cast();
  await history.write();
  const { commitments, bids, worth, bondsLocked, sharesBps } = await historyOf(history.store).proposer({
    address: BOB,
  });
  assert.deepEqual([commitments, bids, worth, bondsLocked, sharesBps], [0, 0n, 0n, 0n, null]);
  await history.store.destroy();
});
