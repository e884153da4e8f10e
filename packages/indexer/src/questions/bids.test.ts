import assert from "node:assert/strict";
import { test } from "node:test";
import { ALICE, ETHER, TestHistory } from "../../test/TestHistory.ts";
import { GossipLog } from "../writing/GossipLog.ts";
import { historyOf } from "./historyOf.ts";

test("a bid tells how many seats have voted for it, committed or not", async () => {
  const history = await TestHistory.start();
  const seats = history.cast(4);
  const committed = history.commit(ALICE, ETHER, seats);
  await history.write();
  const announced = `0x${"c3".repeat(32)}` as const;
  const log = new GossipLog(history.store, () => 5);
  log.add({
    table: "gossip_bid",
    row: {
      proposal_id: announced,
      height: 1,
      round: 0,
      proposer: ALICE,
      depth: 1,
      burn_bid: String(ETHER),
      prover_share_bps: 6_000,
      received_ms: 5,
    },
  });
  for (const [proposal_id, seat, votes] of [
    [committed.id, 0, 3],
    [committed.id, 1, 2],
    [announced, 2, 1],
  ] as const) {
    log.add({ table: "gossip_vote", row: { proposal_id, height: 1, seat, votes, received_ms: 6 } });
  }
  await log.flush(0);
  const { items } = await historyOf(history.store).bids({ limit: 10, height: 1 });
  const votesOf = (id: string) => items.find(({ proposalId }) => proposalId === id)!.votes;
  assert.deepEqual(votesOf(committed.id), { source: "gossip", seats: 2, votes: 5 });
  assert.deepEqual(votesOf(announced), { source: "gossip", seats: 1, votes: 1 });
  await history.store.destroy();
});

test("a bid that nobody was seen to vote for has no votes", async () => {
  const history = await TestHistory.start();
  history.commit(ALICE, ETHER, history.cast(3));
  await history.write();
  const { items } = await historyOf(history.store).bids({ limit: 10 });
  assert.deepEqual(
    items.map(({ votes }) => votes),
    [null],
  );
  await history.store.destroy();
});
