import assert from "node:assert/strict";
import { test } from "node:test";
import { TestNode } from "./TestNode.ts";

const ROUND = [2, 0, 1];

test("a whole round on the fake L1: bids, a proof, the final block, its reward, and a chain that follows it", async () => {
  const node = await TestNode.started();
  const winner = await node.acceptedRival(ROUND, ROUND);
  node.finalise();
  assert.equal(node.chain.head.proposalId, winner.known.id);
  assert.equal(node.chain.rewards.settled(winner.known.id), undefined);
  node.l1.settleReward(winner.known.proposal);
  node.see();
  assert.equal(node.chain.rewards.settled(winner.known.id)?.winnerSeats, 3);
});

test("a reorganisation of the fake L1 takes back what was remembered, and the chain reads it anew", async () => {
  const node = await TestNode.started();
  const back = node.l1.remember();
  node.committedRival(ROUND);
  assert.equal(node.chain.ranking.length, 1);
  back();
  node.see(node.l1.view(true));
  assert.equal(node.chain.ranking.length, 0);
});
