import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "../../testing/FakeL1.ts";
import { type Rival, rest, seatSecret, TestNode, turn } from "../../testing/TestNode.ts";
import { Collector } from "./Collector.ts";

const ROOT = { depth: 0, index: 0 };

/** A final block, proven by the seats 2 (root), 0 and 1, at a node that collects for `seats`. */
async function final(
  seats: readonly number[],
): Promise<{ readonly node: TestNode; readonly role: Collector; readonly bid: Rival }> {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 0, 1]);
  node.finalise();
  return { node, role: new Collector(node.parts, seats.map(seatSecret)), bid };
}

test("P8.3 exactly the own seats' nodes are claimed, once and in one call", async () => {
  const { node, role, bid } = await final([0, 1]);
  await turn(node, role);
  await turn(node, role, 30);
  assert.deepEqual([...node.l1.claimed].sort(), [`${bid.known.id} 1/0`, `${bid.known.id} 1/1`]);
  assert.equal(node.l1.count("claimRewards"), 1);
  await role.stop();
});

test("P8.3 a claimed reward is not claimed again", async () => {
  const { node, role, bid } = await final([2]);
  node.claim(bid, 0);
  await turn(node, role);
  await turn(node, role, 30);
  assert.equal(node.l1.count("claimRewards"), 0);
  await role.stop();
});

test("P8 a claim or refund that vanishes before this node has read its L1 block is sent again", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const own = node.committedRival([3], { name: "own", burnBid: 200n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.proveAll(winner.known, [2, 0, 1]);
  node.accept(winner);
  node.finalise();
  const role = new Collector(node.parts, [seatSecret(0)]);
  const reorganise = node.l1.remember();
  role.update();
  await rest();
  const sent = () => [node.l1.count("refund"), node.l1.count("claimRewards")];
  assert.deepEqual(sent(), [1, 1]);
  // But only once this node has read their L1 block.
  role.update();
  await rest();
  assert.deepEqual(sent(), [1, 1]);
  // Other blocks replace the ones with the calls. This node had not read those, so it sees no reorganisation.
  reorganise();
  await turn(node, role, 2);
  assert.deepEqual(sent(), [2, 2]);
  for (let i = 0; i < 3; i++) await turn(node, role, 2);
  assert.deepEqual(sent(), [2, 2]);
  assert.deepEqual([...node.l1.claimed], [`${winner.known.id} 1/0`]);
  assert.ok(!node.chain.refundable(node.address).some(({ proposalId }) => proposalId === own.known.id));
  await role.stop();
});

test("P8.3 a claim that fails is tried again later; one that is refused for good is not", async () => {
  for (const [failures, calls] of [
    [[new Error("L1 does not answer")], 2],
    [[new Error("L1 does not answer"), refused("NoReward")], 2],
    [[refused("NoReward")], 1],
  ] as const) {
    const { node, role } = await final([0, 1]);
    node.l1.failures.set("claimRewards", [...failures]);
    await turn(node, role);
    assert.equal(node.l1.count("claimRewards"), 1);
    await turn(node, role);
    await turn(node, role, 1);
    assert.equal(node.l1.count("claimRewards"), 1);
    for (let i = 0; i < 3; i++) await turn(node, role, 300);
    assert.equal(node.l1.count("claimRewards"), calls);
    assert.equal(node.l1.claimed.length, calls > failures.length ? 2 : 0);
    await role.stop();
  }
});

test("P9.6 no refund is planned for a leader that failed: its bid is returned, its bond is lost", async () => {
  const node = await TestNode.started();
  node.committedRival([0], { name: "own" });
  node.toEnd();
  node.l1.finalize();
  node.see();
  const role = new Collector(node.parts, []);
  await turn(node, role);
  assert.equal(node.l1.count("refund"), 0);
  await role.stop();
});

test("P8.3 the winning proof may come after its block is final", async () => {
  const { node, role, bid } = await final([0]);
  const [accepted] = bid.known.proofsOf(ROOT);
  bid.known.dropProof(accepted!);
  await node.book.take(await node.proofBy(bid.known, ROOT, 3));
  await turn(node, role);
  assert.equal(node.l1.count("claimRewards"), 0);
  bid.known.reset();
  while (bid.known.takeEarly() !== undefined);
  await node.book.take(accepted!.message);
  await turn(node, role, 3);
  assert.equal(node.l1.count("claimRewards"), 1);
  await role.stop();
});

test("P8.4 own seats' nodes in an uncle are claimed like those in the winner", async () => {
  for (const [seats, isOfUncle] of [
    [[3], true],
    [[0], false],
  ] as const) {
    const node = await TestNode.started();
    const winner = node.committedRival([2, 0, 1], { name: "rival" });
    const uncle = node.committedRival([3, 3, 3], { name: "third", burnBid: 200n });
    node.toProofWindow();
    for (const bid of [winner, uncle]) await node.reveal(bid);
    await node.proveAll(winner.known, [2, 0, 1]);
    await node.proveAll(uncle.known, [3, 3, 3]);
    for (const bid of [winner, uncle]) node.accept(bid);
    node.finalise();
    assert.equal(node.chain.head.proposalId, winner.known.id);
    const role = new Collector(node.parts, seats.map(seatSecret));
    await turn(node, role);
    assert.equal(node.l1.count("claimRewards"), 1);
    const claimed = new Set([...node.l1.claimed].map((key) => key.split(" ")[0]));
    assert.deepEqual([...claimed], [(isOfUncle ? uncle : winner).known.id]);
    await role.stop();
  }
});

test("P8.1 only this node's own losing bids are refunded", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const own = node.committedRival([0], { name: "own", burnBid: 200n });
  node.committedRival([1], { name: "third" });
  node.toProofWindow();
  await node.reveal(winner);
  await node.proveAll(winner.known, [2, 0, 1]);
  node.accept(winner);
  const role = new Collector(node.parts, []);
  await turn(node, role);
  assert.equal(node.l1.count("refund"), 0);
  node.finalise();
  node.l1.failures.set("refund", [new Error("L1 does not answer")]);
  await turn(node, role);
  assert.equal(node.l1.count("refund"), 1);
  await turn(node, role, 3);
  await turn(node, role, 3);
  await turn(node, role, 300);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId),
    [own.known.id, own.known.id],
  );
  assert.deepEqual(node.chain.refundable(node.address), []);
  await role.stop();
});

test("P3.3 the bid of a round that restarts is refunded, even if the node was down", async () => {
  const node = await TestNode.started();
  const own = node.committedRival([0], { name: "own" });
  // P9.6: of the leader nothing is left to refund.
  node.committedRival([0], { name: "leader", burnBid: 900n });
  node.toEnd();
  node.l1.finalize();
  node.proposals.retain(() => false);
  node.see(node.l1.view(true));
  const role = new Collector(node.parts, []);
  await turn(node, role);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId),
    [own.known.id],
  );
  await role.stop();
});

test("P8 claims and refunds that vanish from L1 are sent again; those that stay are not", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const own = node.committedRival([3], { name: "own", burnBid: 200n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.proveAll(winner.known, [2, 0, 1]);
  node.accept(winner);
  const role = new Collector(node.parts, [seatSecret(0)]);
  const counts = (): number[] => [node.l1.count("refund"), node.l1.count("claimRewards")];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      node.executor.update();
      await turn(node, role, 11);
    }
  };
  const beforeEnd = node.l1.remember();
  node.finalise();
  await settle();
  assert.deepEqual(counts(), [1, 1]);

  // L1 is read again and has all the calls.
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1]);
  assert.deepEqual(node.chain.refundable(node.address), []);

  beforeEnd();
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1], "nothing is owed while the round runs");
  node.finalise();
  await settle();
  assert.deepEqual(counts(), [2, 2]);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId),
    [own.known.id, own.known.id],
  );
  await role.stop();
});

test("a stopped collector starts nothing", async () => {
  const { node, role } = await final([0]);
  await role.stop();
  await turn(node, role, 11);
  assert.equal(node.l1.count("claimRewards"), 0);
});
