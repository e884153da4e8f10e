import assert from "node:assert/strict";
import { test } from "node:test";
import { ignore } from "@trellis/gossip";
import { ContributionTree, type NodeProof, nodeKey, TrellisError } from "@trellis/protocol";
import { publicKeyOf, verifyVote } from "@trellis/protocol/keys";
import type { Configuration } from "../../config/Configuration.ts";
import { DOMAIN, type Rival, rest, seatSecret, TestNode, until } from "../../testing/TestNode.ts";
import { createProverStrategy } from "./createProverStrategy.ts";
import { expectedSeconds } from "./expectedSeconds.ts";
import { ProverRole } from "./ProverRole.ts";

const SETTINGS: NonNullable<Configuration["prover"]> = {
  seatKeyFiles: [],
  capacity: 2,
  strategy: "everything",
  expectedSeconds: { leaf: 1, merge: 1, root: 1 },
  maxJobs: 4,
  proveTop: 1,
  rescueSeconds: { leaf: 45, merge: 90, root: 90 },
  simulatedMs: 0,
};
const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

async function prover(
  seats: readonly number[],
  settings: Partial<typeof SETTINGS> = {},
): Promise<{ node: TestNode; role: ProverRole }> {
  const node = await TestNode.started();
  return { node, role: roleOf(node, seats, settings) };
}

function roleOf(
  node: TestNode,
  seats: readonly number[],
  settings: Partial<typeof SETTINGS> = {},
): ProverRole {
  const all = { ...SETTINGS, ...settings };
  return new ProverRole(node.parts, {
    settings: all,
    book: node.book,
    secretKeys: seats.map(seatSecret),
    strategy: createProverStrategy(all),
    expectedSeconds: expectedSeconds("real", all),
  });
}

/** A prover in the proof window of one bid, whose transcript names seats for root, left and right leaf. */
async function proving(
  own: readonly number[],
  named: readonly number[],
  settings: Partial<typeof SETTINGS> = {},
): Promise<{ node: TestNode; role: ProverRole; bid: Rival }> {
  const { node, role } = await prover(own, settings);
  const bid = node.committedRival(named);
  node.toProofWindow();
  await node.reveal(bid);
  return { node, role, bid };
}

async function turn(node: TestNode, role: ProverRole, seconds = 0): Promise<void> {
  node.pass(seconds);
  role.update();
  await rest();
}

const sent = (node: TestNode): string[] =>
  node.gossip.sent("node_proof").map((proof) => `${nodeKey(proof.node)} by ${proof.seat}`);

test("P4.2, P4.3 each seat sends its votes once to every proposal of the round", async () => {
  const { node, role } = await prover([0, 3]);
  const bids = [500n, 600n].map((burnBid) => node.rival([], { burnBid }));
  await turn(node, role);
  await turn(node, role);
  const votes = node.gossip.sent("vote");
  assert.equal(votes.length, 8);
  for (const { known } of bids) {
    const of = known.votes.map(({ seat, slot }) => `${seat}:${slot}`);
    assert.deepEqual(of.sort(), ["0:0", "0:1", "3:0", "3:1"]);
  }
  for (const vote of votes) assert(verifyVote(DOMAIN, vote, node.chain.seats.key(vote.seat)!));
  assert.equal(node.of("voted").length, 4);
  await role.stop();
});

test("P4.2 a seat sends at most as many votes as the tree has nodes", async () => {
  const { node, role } = await prover([0], { capacity: 64 });
  node.rival([]);
  await turn(node, role);
  assert.equal(node.gossip.sent("vote").length, 3);
  await role.stop();
});

test("P2.2 a key votes only once it has joined and its seat may be counted", async () => {
  const node = await TestNode.started({ isOpen: false });
  const role = roleOf(node, [1, 5]);
  node.l1.deactivate(1);
  node.l1.open();
  node.see();
  node.rival([]);
  await turn(node, role);
  assert.equal(node.gossip.sent("vote").length, 0);
  node.l1.join(publicKeyOf(seatSecret(4)));
  node.l1.join(publicKeyOf(seatSecret(5)));
  await turn(node, role);
  assert.equal(node.gossip.sent("vote").length, 0, "P2.3: not in a round that runs");
  node.pass(60);
  node.l1.finalize();
  node.l1.open();
  node.see();
  node.rival([]);
  await turn(node, role);
  assert.deepEqual(
    node.gossip.sent("vote").map(({ seat }) => seat),
    [5, 5],
  );
  await role.stop();
});

test("P3.1 a prover does not vote for proposals of other rounds, nor in the proof window", async () => {
  const { node, role } = await prover([0]);
  const old = node.committedRival([1]);
  node.toProofWindow();
  await turn(node, role);
  node.toEnd();
  node.l1.finalize();
  await turn(node, role);
  assert.deepEqual(node.gossip.sent("vote"), []);
  assert.equal(old.known.votes.length, 0);
  await role.stop();
});

test("P4.2 votes that could not be sent are sent later", async () => {
  const { node, role } = await prover([0]);
  const { known } = node.rival([]);
  node.gossip.verdicts.set("vote", [new Error("gossip is down")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.gossip.sent("vote").length, 0);
  await turn(node, role, 1);
  assert.equal(node.gossip.sent("vote").length, 2);
  assert.equal(known.votes.length, 2);
  assert.equal(node.of("voted").length, 1);
  await role.stop();
});

test("P6.3, P6.5 a prover proves the nodes it is named for, the root after both children", async () => {
  const { node, role, bid } = await proving([0, 1, 2], [2, 0, 1]);
  await turn(node, role);
  assert.deepEqual(sent(node).sort(), ["1/0 by 0", "1/1 by 1"]);
  await turn(node, role);
  assert.deepEqual(sent(node).slice(2), ["0/0 by 2"]);
  const root = node.gossip.sent("node_proof")[2]!;
  const tree = new ContributionTree(root.contributions, ROOT, 1);
  assert.deepEqual(
    tree.contributions().map(({ seat }) => seat),
    [2, 0, 1],
  );
  assert.equal(bid.known.proofOf(ROOT)?.verdict, "valid");
  await turn(node, role, 400);
  assert.equal(sent(node).length, 3);
  assert(node.of("proving").every(({ rescue }) => !rescue));
  await role.stop();
});

test("a prover does not prove other seats' nodes at first", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  await turn(node, role);
  await turn(node, role, 44);
  assert.deepEqual(sent(node), ["1/0 by 0"]);
  await role.stop();
});

test("P6.6 a node that its prover leaves unproven is proven by another after the delay, then the root", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  await turn(node, role);
  await turn(node, role, 45 + 8);
  assert.deepEqual(sent(node), ["1/0 by 0", "1/1 by 0"]);
  await turn(node, role);
  await turn(node, role, 89);
  assert.equal(sent(node).length, 2);
  await turn(node, role, 9);
  assert.deepEqual(sent(node).slice(2), ["0/0 by 0"]);
  const own = node.gossip.sent("node_proof")[1]!.contributions[0]!;
  assert.deepEqual(own.vote, { ...RIGHT, slot: 0xffff });
  assert.deepEqual(
    node.of("proving").map(({ rescue }) => rescue),
    [false, true, true],
  );
  await role.stop();
});

test("P6.6 a node is rescued earlier if it would otherwise come too late", async () => {
  const { node, role } = await proving([0], [2, 1, 1]);
  await turn(node, role);
  node.pass(550);
  await turn(node, role, 9);
  await turn(node, role);
  await turn(node, role, 9);
  assert.equal(sent(node).length, 3);
  await role.stop();
});

test("P6.6 a node without a named seat is proven at once", async () => {
  const { node, role } = await proving([3], [0]);
  await turn(node, role);
  await turn(node, role, 8);
  assert(sent(node).length >= 1);
  assert(node.of("proving").every(({ rescue }) => rescue));
  await role.stop();
});

test("P6.6 a rescue ends when the node is proven by another", async () => {
  const { node, role, bid } = await proving([3], [2, 0, 1]);
  await turn(node, role);
  node.proofs.hold();
  await turn(node, role, 53);
  assert.equal(node.proofs.jobs.length, 2);
  await node.book.take(await node.proofBy(bid.known, LEFT, 0));
  await turn(node, role);
  assert.deepEqual(
    node.of("proving_stopped").map(({ index, reason }) => [index, reason]),
    [[0, "proven by another"]],
  );
  node.proofs.release();
  await until(() => sent(node).length === 1);
  assert.deepEqual(sent(node), ["1/1 by 3"]);
  await role.stop();
});

test("P6.2 a named prover continues even if another was faster, because it is paid for its own proof", async () => {
  const { node, role, bid } = await proving([0], [2, 0, 1]);
  node.proofs.hold();
  await turn(node, role);
  await node.book.take(await node.proofBy(bid.known, LEFT, 3));
  await turn(node, role);
  assert.deepEqual(node.of("proving_stopped"), []);
  node.proofs.release();
  await until(() => sent(node).length === 1);
  assert.equal(bid.known.proofOf(LEFT)?.message.seat, 0);
  await role.stop();
});

test("P6.2 a prover stops when it is beaten, and when the window ends", async () => {
  for (const isBeaten of [true, false]) {
    const { node, role, bid } = await proving([0], [2, 0, 1]);
    node.proofs.hold();
    await turn(node, role);
    if (isBeaten) {
      const rows = node.l1.view().ranking.map((row) => ({ ...row, proven: true, provenProvers: 3 }));
      node.chain.apply({ ...node.l1.view(), ranking: rows });
    } else node.toEnd();
    role.update();
    await rest();
    assert.deepEqual(
      node.of("proving_stopped").map(({ reason }) => reason),
      ["decided or beaten"],
    );
    assert.equal(bid.known.proofOf(LEFT), undefined);
    await role.stop();
  }
});

test("P6.2 a better bid that is revealed late does not stop work on the next", async () => {
  const { node, role } = await prover([0]);
  const late = node.committedRival([2, 0, 1], { burnBid: 900n });
  const next = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(next);
  node.proofs.hold();
  await turn(node, role, 31);
  assert.equal(node.of("proving")[0]?.proposalId, next.known.id);
  await node.reveal(late);
  await turn(node, role);
  assert.deepEqual(node.of("proving_stopped"), []);
  node.proofs.release();
  await role.stop();
});

test("the number of proofs made at a time is limited", async () => {
  const { node, role } = await proving([0, 1, 2], [2, 0, 1], { maxJobs: 1 });
  node.proofs.hold();
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  node.proofs.release();
  for (let i = 0; i < 4; i++) await turn(node, role);
  assert.equal(sent(node).length, 3);
  await role.stop();
});

test("a failed proof is tried again after a pause, and other seats' proofs are kept", async () => {
  const { node, role, bid } = await proving([2], [2, 0, 1]);
  node.proofs.defersLeaves = true;
  await node.book.take(await node.proofBy(bid.known, LEFT, 0));
  await node.book.take(await node.proofBy(bid.known, RIGHT, 1));
  node.proofs.failures.push(new TrellisError("TRL-PRV-130", "bb crashed"));
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  assert.equal(bid.known.proofsOf(LEFT).length, 1);
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-PRV-130"],
  );
  await turn(node, role, 1);
  assert.deepEqual(sent(node), ["0/0 by 2"]);
  await role.stop();
});

test("proving is tried again even after many failures", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  for (let i = 0; i < 6; i++) node.proofs.failures.push(new Error("no memory"));
  for (let i = 0; i < 7; i++) await turn(node, role, 40);
  assert(sent(node).includes("1/0 by 0"));
  await role.stop();
});

test("P6.5 a child's deferred proof that turns out bad is dropped and proven again at once; the good one stays", async () => {
  const { node, role, bid } = await proving([2, 3], [2, 0, 1]);
  node.proofs.defersLeaves = true;
  await node.book.take(await node.proofBy(bid.known, LEFT, 0, false));
  await node.book.take(await node.proofBy(bid.known, RIGHT, 1));
  await turn(node, role);
  assert.equal(node.of("problem")[0]?.code, "TRL-PRV-151");
  assert.equal(bid.known.proofOf(LEFT), undefined);
  assert.equal(bid.known.proofOf(RIGHT)?.message.seat, 1);
  await turn(node, role, 8);
  await turn(node, role);
  assert.deepEqual(sent(node).length, 2);
  assert(sent(node)[0]!.startsWith("1/0"));
  assert.equal(sent(node)[1], "0/0 by 2");
  await role.stop();
});

test("P6.5 four false proofs in a row delay a block but do not stop it", async () => {
  const { node, role, bid } = await proving([2], [2, 0, 1]);
  node.proofs.defersLeaves = true;
  await node.book.take(await node.proofBy(bid.known, RIGHT, 1));
  const lies: NodeProof[] = [];
  for (const seat of [0, 1, 3]) lies.push(await node.proofBy(bid.known, LEFT, seat, false));
  for (const lie of lies) await node.book.take(lie);
  for (let i = 0; i < 5; i++) await turn(node, role);
  assert.equal(bid.known.proofsOf(LEFT).length, 0);
  await turn(node, role, 8);
  await turn(node, role);
  assert.deepEqual(sent(node), ["1/0 by 2", "0/0 by 2"]);
  await role.stop();
});

test("P6.1 a block with a leaf that the circuit refuses is given up for the next in the ranking", async () => {
  const { node, role } = await prover([0]);
  const bad = node.committedRival([2, 0, 1], { burnBid: 900n });
  const next = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bad);
  await node.reveal(next);
  node.proofs.failures.push(new TrellisError("TRL-PRV-150", "the signature does not hold"));
  await turn(node, role);
  assert(bad.known.isUnprovable);
  await turn(node, role);
  assert.equal(node.of("proved")[0]?.proposalId, next.known.id);
  await role.stop();
});

for (const what of ["the check", "gossip"] as const) {
  test(`a finished proof is kept after a failure of ${what} and not made again`, async () => {
    const { node, role, bid } = await proving([0], [2, 0, 1]);
    if (what === "the check") node.proofs.checkFailures.push(new Error("L1 does not answer"));
    else node.gossip.verdicts.set("node_proof", [ignore("busy")]);
    await turn(node, role);
    assert.deepEqual(sent(node), []);
    await turn(node, role, 1);
    assert.deepEqual(sent(node), ["1/0 by 0"]);
    assert.equal(node.proofs.jobs.length, 1);
    assert.equal(bid.known.proofOf(LEFT)?.message.seat, 0);
    await role.stop();
  });
}

test("P6.5 a proof that gossip knows already is not sent again", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  node.gossip.verdicts.set("node_proof", [ignore("known")]);
  await turn(node, role);
  await turn(node, role, 5);
  assert.deepEqual(sent(node), []);
  assert.equal(node.proofs.jobs.length, 1);
  await role.stop();
});

test("P6.1 proving begins when the order is revealed, in the proof window", async () => {
  const { node, role } = await prover([0]);
  const bid = node.committedRival([2, 0, 1]);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  node.toProofWindow();
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  await node.reveal(bid);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  await role.stop();
});

test("stopping ends proofs under way", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  node.proofs.hold();
  await turn(node, role);
  await role.stop();
  assert.deepEqual(
    node.of("proving_stopped").map(({ reason }) => reason),
    ["stopped"],
  );
  role.update();
  await rest();
  assert.equal(node.proofs.jobs.length, 1);
});

test("P6.3 a tree of depth 2 is proven to its root by its provers", async () => {
  const { node, role } = await prover([0, 1, 2, 3]);
  const bid = node.committedRival([3, 2, 1, 0, 1, 2, 3], { depth: 2 });
  node.toProofWindow();
  await node.reveal(bid);
  for (let i = 0; i < 4; i++) await turn(node, role);
  assert.equal(sent(node).length, 7);
  assert.equal(bid.known.proofOf(ROOT)?.message.contributions.length, 7);
  assert.equal(sent(node).at(-1), "0/0 by 3");
  await role.stop();
});
