import assert from "node:assert/strict";
import { test } from "node:test";
import { type VoteBatch, voteBatchFault } from "@trellis/protocol";
import { publicKeyOf, verifyVote } from "@trellis/protocol/keys";
import { proverRole } from "../../testing/proverRole.ts";
import { DOMAIN, seatSecret, TestNode, turn } from "../../testing/TestNode.ts";

const batches = (node: TestNode): VoteBatch[] => node.gossip.sent("votes");

test("P4.2, P4.3 the votes of all own seats for a proposal go in one batch, in order, each signed by its seat's key", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0, 3]);
  const bids = [500n, 600n].map((burnBid) => node.rival([], { burnBid }));
  await turn(node, role);
  await turn(node, role);
  assert.equal(batches(node).length, 2);
  for (const batch of batches(node)) assert.equal(voteBatchFault(batch), undefined);
  for (const { known } of bids) {
    assert.deepEqual([...new Set(known.votes.map(({ seat }) => seat))].sort(), [0, 3]);
    for (const vote of known.votes) assert(verifyVote(DOMAIN, vote, node.chain.seats.key(vote.seat)!));
  }
  assert.deepEqual(
    node.of("voted").map(({ seat, votes }) => [seat, votes]),
    batches(node).flatMap(({ votes }) =>
      [0, 3].map((seat) => [seat, votes.filter((vote) => vote.seat === seat).length]),
    ),
  );
  await role.stop();
});

test("R6 a prover does not vote for a proposal that is expected to pay less than its proofs cost", async () => {
  for (const [costPerSecond, voted] of [
    ["100", 1],
    ["5000", 0],
  ] as const) {
    const node = await TestNode.started();
    const role = proverRole(node, [0], { costPerSecond });
    node.rival([]);
    await turn(node, role);
    assert.equal(batches(node).length, voted);
    await role.stop();
  }
});

test("R6 a prover of its own network votes whatever a proof costs", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { costPerSecond: "5000", strategy: "everything" });
  node.rival([]);
  await turn(node, role);
  assert.equal(batches(node).length, 1);
  await role.stop();
});

test("P4.2 a seat sends at most as many votes as the tree has nodes", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { capacity: 64, maxJobs: 64 });
  node.rival([]);
  await turn(node, role);
  assert.deepEqual(
    batches(node).map(({ votes }) => votes.length),
    [3],
  );
  await role.stop();
});

test("P2.3 a key votes only in rounds that count its seat", async () => {
  const node = await TestNode.started({ isOpen: false });
  const role = proverRole(node, [1, 5]);
  node.l1.deactivate(1);
  node.l1.open();
  node.see();
  node.rival([]);
  await turn(node, role);
  assert.equal(batches(node).length, 0);
  node.l1.join(publicKeyOf(seatSecret(4)));
  node.l1.join(publicKeyOf(seatSecret(5)));
  await turn(node, role);
  assert.equal(batches(node).length, 0, "not in a round that runs");
  node.nextRound();
  node.rival([]);
  await turn(node, role);
  assert.deepEqual(
    batches(node).map(({ votes }) => [...new Set(votes.map(({ seat }) => seat))]),
    [[5]],
  );
  await role.stop();
});

test("P3.1 a prover does not vote in the proof window, nor for proposals of a round that is over", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  const old = node.committedRival([1]);
  node.toProofWindow();
  await turn(node, role);
  node.toEnd();
  node.l1.finalize();
  await turn(node, role);
  assert.deepEqual(batches(node), []);
  assert.equal(old.known.votes.length, 0);
  await role.stop();
});

test("P4.2 votes that could not be sent are sent later", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  const { known } = node.rival([]);
  node.gossip.verdicts.set("votes", [new Error("gossip is down")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(batches(node).length, 0);
  await turn(node, role, 1);
  assert.equal(batches(node).length, 1);
  assert.equal(known.votes.length, batches(node)[0]!.votes.length);
  assert.equal(node.of("voted").length, 1);
  await role.stop();
});

test("R6 a prover that has missed several claimed nodes stops voting, and votes again after a test of itself", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { mostMissed: 1 });
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  // The claimed leaf, and the tests that follow.
  for (let i = 0; i < 3; i++) node.proofs.failures.push(new Error("no memory"));
  await turn(node, role);
  await turn(node, role);
  node.nextRound();
  node.rival([]);
  await turn(node, role);
  assert.equal(batches(node).length, 0);
  const next = node.committedRival([2, 3, 1]);
  node.toProofWindow();
  await node.reveal(next);
  node.proofs.failures.length = 0;
  await turn(node, role);
  node.nextRound();
  node.rival([]);
  await turn(node, role);
  assert.equal(batches(node).length, 1);
  await role.stop();
});
