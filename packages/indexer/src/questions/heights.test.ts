import assert from "node:assert/strict";
import { test } from "node:test";
import { bestRateFirst } from "@trellis/protocol";
import fc from "fast-check";
import { ALICE, allNamed, BOB, ETHER, OWNER, STAKE, TestHistory, type Work } from "../../test/TestHistory.ts";
import { lives } from "../../test/testDatabase.ts";
import { historyOf } from "./historyOf.ts";

/** A height that Alice wins with three seats against Bob with two. */
async function decided() {
  const history = await TestHistory.start();
  const seats = history.cast(4);
  const lost = history.commit(BOB, 2n * ETHER, seats.slice(0, 2));
  const won = history.commit(ALICE, 2n * ETHER, seats.slice(0, 3));
  history.win(won);
  await history.write();
  return { history, seats, lost, won, ask: historyOf(history.store) };
}

test("a height tells who won, by how much, and what the loser would have needed", async () => {
  const { history, lost, won, ask } = await decided();
  const height = await ask.height({ height: 1 });
  assert.equal(height.state, "final");
  assert.equal(height.final!.winner, won.id);
  const [first, second] = height.rounds[0]!.proposals;
  assert.deepEqual([first!.proposalId, first!.outcome], [won.id, "final"]);
  assert.deepEqual([second!.proposalId, second!.outcome], [lost.id, "lost"]);
  const { margin } = height.final!;
  assert.deepEqual([margin.runnerUp, margin.runnerUpIsProven], [lost.id, false]);
  assert.equal(margin.runnerUpScore, second!.committed.score);
  // Three seats would have tied; the earlier proof wins then.
  assert.equal(second!.needed!.seats, 4);
  assert.ok(second!.needed!.burnBid! > 2n * ETHER);
  await history.store.destroy();
});

test("the status tells the constants of the deployment", async () => {
  const { history, ask } = await decided();
  const { settings, height } = await ask.status({});
  const { chain } = history;
  assert.equal(height, 1);
  assert.deepEqual(
    [settings.targetProvers, settings.alphaMin, settings.alphaMax, settings.blockReward, settings.stake],
    [chain.settings.targetProvers, 1, 5.75, chain.settings.blockReward, STAKE],
  );
  await history.store.destroy();
});

test("final blocks come newest first, in pages", async () => {
  const { history, seats, ask } = await decided();
  for (let height = 2; height <= 4; height++) history.win(history.commit(BOB, ETHER, seats));
  await history.write();
  const first = await ask.heights({ limit: 3 });
  assert.deepEqual(
    first.items.map(({ height }) => height),
    [4, 3, 2],
  );
  const rest = await ask.heights({ limit: 3, cursor: first.next! });
  assert.deepEqual([rest.items.map(({ height }) => height), rest.next], [[1], null]);
  await assert.rejects(ask.heights({ limit: 3, cursor: "1.2" }), { code: "TRL-IDX-005" });
  await history.store.destroy();
});

test("a height that has no round is not there, one that runs is open", async () => {
  const { history, seats, ask } = await decided();
  history.commit(BOB, ETHER, seats);
  await history.write();
  const open = await ask.height({ height: 2 });
  assert.deepEqual([open.state, open.pay, open.rounds[0]!.proposals[0]!.outcome], ["open", null, "open"]);
  await assert.rejects(ask.height({ height: 3 }), { code: "TRL-IDX-006" });
  await history.store.destroy();
});

test("a height without a proof says that its round was restarted, and what the leader lost", async () => {
  const history = await TestHistory.start();
  const block = history.commit(ALICE, ETHER, history.cast());
  history.chain.toProofEnd(block);
  history.chain.finalize();
  await history.write();
  const { rounds } = await historyOf(history.store).height({ height: 1 });
  assert.equal(rounds[0]!.outcome, "restarted");
  const [leader] = rounds[0]!.proposals;
  assert.deepEqual(
    [leader!.outcome, leader!.refund!.lost],
    ["void", history.chain.world.auction.bondOf(ETHER)],
  );
  await history.store.destroy();
});

test("P8.3, R7: what is due is what L1 then pays, and the pool adds up to the wei", async () => {
  const nodes = fc.array(fc.nat(6), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(nodes, fc.boolean(), fc.boolean(), async (work, hasUncle, isPartial) => {
      const history = await TestHistory.start();
      const { chain } = history;
      const seats = history.cast(7);
      const winner = history.commit(ALICE, 90n * ETHER, work.map((seat) => seats[seat]!).slice(0, 3));
      const losers = [seats.slice(4), [seats[3]!, seats[3]!, seats[6]!]].map((some) =>
        history.commit(BOB, ETHER, some),
      );
      chain.toProofs();
      const all = [...allNamed(winner)];
      const named = new Map(isPartial ? all.slice(1) : all);
      // The root is proven by a seat that steps in.
      if (isPartial) named.set(0, { seat: seats[3]!, as: "rescue" });
      const proof = chain.submit(winner, named);
      const uncles = hasUncle
        ? losers.map((block) => [block, chain.submit(block, allNamed(block))] as const)
        : [];
      chain.toProofEnd(winner);
      chain.finalize();
      chain.settle(winner);
      // At two rates, or one, or none: the winner may have all of their seats.
      const best = bestRateFirst(uncles.map((shown) => ({ ...chain.newSeatsIn(...shown, winner), shown })));
      if (best.length > 0)
        chain.nameUncles(
          winner,
          best.map(({ shown }) => shown),
        );
      await history.write();
      const ask = historyOf(history.store);
      const before = (await ask.height({ height: 1 })).pay!;
      assert.equal(before.pool!.paid, 0n);
      const had = chain.world.token.balanceOf(OWNER);
      chain.pass(700);
      chain.claimNodes(winner, 0, proof);
      chain.claimNewSeats(winner);
      await history.write();
      const after = (await ask.height({ height: 1 })).pay!;
      const { pool } = after;
      assert.equal(pool!.paid, chain.world.token.balanceOf(OWNER) - had);
      assert.deepEqual([pool!.paid, pool!.due], [before.pool!.due, 0n]);
      assert.equal(pool!.paid + pool!.due + pool!.neverMinted, pool!.amount);
      assert.ok(pool!.neverMinted >= 0n);
      const bySeat = await Promise.all(seats.map((seat) => ask.prover({ seat })));
      assert.equal(
        bySeat.reduce((sum, { claimed }) => sum + claimed, 0n),
        pool!.paid,
      );
      await history.store.destroy();
    }),
    { numRuns: lives(20) },
  );
});

test("R8: a case tells who reported what, what was answered, and what it cost", async () => {
  const history = await TestHistory.start();
  const { chain } = history;
  const seats = history.cast(4);
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
  chain.report(BOB, block, seats[2]!, [2]);
  chain.answer(block, seats[2]!, 2);
  await history.write();
  const ask = historyOf(history.store);
  const open = await ask.cases({ limit: 1 });
  assert.deepEqual(
    [open.items[0]!.seat, open.items[0]!.state, open.items[0]!.open, open.items[0]!.cleared[0]!.node],
    [seats[2], "open", [], 2],
  );
  const next = await ask.cases({ limit: 1, cursor: open.next! });
  assert.deepEqual([next.items[0]!.seat, next.items[0]!.open, next.next], [seats[1], [1], null]);
  chain.pass(10_000);
  for (const seat of seats.slice(1, 3)) chain.settleCase(block, seat);
  await history.write();
  const { cases, pay } = await ask.height({ height: 1 });
  const [missed, answered] = cases;
  const { settled } = missed!;
  assert.equal(settled!.taken, settled!.burned + settled!.bounty);
  assert.ok(settled!.taken > 0n);
  assert.deepEqual([settled!.reporter, answered!.settled!.taken], [BOB, 0n]);
  assert.equal(pay!.burned.stakes, settled!.burned);
  const { stake, slashed, events } = await ask.prover({ seat: seats[1]! });
  assert.equal(stake, chain.world.registry.seatAt(seats[1]!).stake);
  assert.deepEqual([slashed, events[0]!.kind], [settled!.taken, "stakeSlashed"]);
  await history.store.destroy();
});

test("a proposal tells who proved each node", async () => {
  const { history, seats, won, ask } = await decided();
  const { nodes, committedSeats, votes } = await ask.proposal({ id: won.id });
  assert.deepEqual(
    nodes.map(({ kind, l1 }) => [kind, l1!.seat, l1!.isCommitted]),
    [
      ["root", seats[0], true],
      ["leaf", seats[1], true],
      ["leaf", seats[2], true],
    ],
  );
  assert.deepEqual(committedSeats, seats.slice(0, 3));
  assert.equal(votes, null, "an index that was made from L1 alone has seen no vote");
  await assert.rejects(ask.proposal({ id: `0x${"00".repeat(32)}` }), { code: "TRL-IDX-006" });
  await history.store.destroy();
});

test("a proposer's figures are the sums of its blocks", async () => {
  const { history, lost, won, ask } = await decided();
  history.chain.settle(won);
  history.chain.refund(lost, won);
  await history.write();
  const [alice, bob] = await Promise.all([ALICE, BOB].map((address) => ask.proposer({ address })));
  assert.deepEqual([alice!.commitments, alice!.won, alice!.burned], [1, 1, 2n * ETHER]);
  assert.deepEqual([bob!.won, bob!.burned, bob!.lost], [0, 0n, 0n]);
  assert.equal(
    alice!.rewards + (await ask.height({ height: 1 })).pay!.pool!.amount,
    history.chain.settings.blockReward,
  );
  await history.store.destroy();
});

test("every bid has its L1 block", async () => {
  const { history, lost, won, ask } = await decided();
  const { items } = await ask.bids({ limit: 10, height: 1 });
  assert.deepEqual(items.map(({ proposalId }) => proposalId).sort(), [lost.id, won.id].sort());
  assert.ok(items.every(({ l1, gossip }) => l1 !== null && gossip === null));
  const first = await ask.bids({ limit: 1 });
  const second = await ask.bids({ limit: 1, cursor: first.next! });
  assert.notEqual(first.items[0]!.proposalId, second.items[0]!.proposalId);
  assert.equal(second.next, null);
  await history.store.destroy();
});
