import assert from "node:assert/strict";
import { test } from "node:test";
import { ignore } from "@trellis/gossip";
import { decodeSeatWord, type NodeProof, type NodeProver, TrellisError, toBigInt } from "@trellis/protocol";
import { proverRole, proving, published } from "../../testing/proverRole.ts";
import { rest, TestNode, turn, until } from "../../testing/TestNode.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

/** Whom a proof names, row by row. */
function proversOf({ seatWords }: NodeProof): NodeProver[] {
  return Array.from({ length: seatWords.length / 2 }, (_, i) =>
    decodeSeatWord(Number(toBigInt(seatWords.subarray(2 * i, 2 * i + 2)))),
  );
}

const stops = (node: TestNode): string[] => node.of("proving_stopped").map(({ reason }) => reason);

test("P6.3, P6.5 a prover proves the nodes it is named for, the root after both children", async () => {
  const { node, role, bid } = await proving([0, 1, 2], [2, 0, 1]);
  await turn(node, role);
  assert.deepEqual(published(node).toSorted(), ["1/0 by 0", "1/1 by 1"]);
  await turn(node, role);
  assert.deepEqual(published(node).slice(2), ["0/0 by 2"]);
  const root = node.gossip.offered[2]!;
  assert.deepEqual(
    proversOf(root),
    [2, 0, 1].map((seat) => ({ seat, isCommitted: true })),
  );
  assert.equal(bid.known.proofOf(ROOT)?.verdict, "valid");
  await turn(node, role, 400);
  assert.equal(published(node).length, 3);
  assert(node.of("proving").every(({ rescue }) => !rescue));
  await role.stop();
});

test("P6.3 a tree of depth 2 is proven to its root by its provers", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0, 1, 2, 3]);
  const bid = node.committedRival([3, 2, 1, 0, 1, 2, 3], { depth: 2 });
  node.toProofWindow();
  await node.reveal(bid);
  for (let i = 0; i < 4; i++) await turn(node, role);
  assert.equal(published(node).length, 7);
  const root = bid.known.proofOf(ROOT)!.message;
  assert.deepEqual(
    proversOf(root).map(({ seat }) => seat),
    [3, 2, 1, 0, 1, 2, 3],
  );
  assert.equal(published(node).at(-1), "0/0 by 3");
  await role.stop();
});

test("P6.1 proving begins when the order is revealed, in the proof window", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  const bid = node.committedRival([2, 0, 1]);
  await turn(node, role);
  node.toProofWindow();
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  await node.reveal(bid);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  await role.stop();
});

test("R8 a prover that starts anew proves what its seat has claimed before, although the time for claims is over", async () => {
  const { node, role, bid } = await proving([0], [2, 0, 1]);
  node.claim(bid.known, LEFT, 0);
  await node.book.take(await node.proofBy(bid.known, LEFT, 3));
  await turn(node, role, 400);
  assert.deepEqual(published(node)[0], "1/0 by 0");
  assert.equal(node.of("proving")[0]?.rescue, false);
  assert.deepEqual(published(node, "start_claims"), []);
  await role.stop();
});

test("R8 a seat finishes a claimed node, even if another seat was faster or its block is beaten", async () => {
  const { node, role, bid } = await proving([0], [2, 0, 1], {
    expectedSeconds: { leaf: 80, merge: 80, root: 80 },
  });
  node.proofs.hold();
  await turn(node, role);
  await node.book.take(await node.proofBy(bid.known, LEFT, 3));
  await turn(node, role);
  const rows = node.l1.view().ranking.map((row) => ({ ...row, isProven: true, provers: 3 }));
  node.chain.apply({ ...node.l1.view(), ranking: rows });
  role.update();
  node.toEnd();
  await turn(node, role);
  assert.deepEqual(stops(node), []);
  node.proofs.release();
  await until(() => published(node).length === 1);
  assert.deepEqual(published(node), ["1/0 by 0"]);
  await role.stop();
});

test("R8 a claimed node is given up when its block has lost", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  node.proofs.hold();
  await turn(node, role);
  node.toEnd();
  node.l1.finalize();
  await turn(node, role);
  assert.deepEqual(stops(node), ["its block has lost"]);
  await role.stop();
});

test("R2 a claimed node is given up when L1 keeps a proof that names its seat there", async () => {
  const { node, role, bid } = await proving([0], [2, 0, 1]);
  node.proofs.hold();
  await turn(node, role);
  // The seat's other machine was faster.
  await node.proveAll(bid.known, [2, 0, 1]);
  await turn(node, role);
  assert.deepEqual(stops(node), []);
  node.accept(bid);
  await turn(node, role);
  assert.deepEqual(stops(node), ["L1 has it already"]);
  await role.stop();
});

test("P6.2 what nobody has claimed is given up when its block is decided", async () => {
  const { node, role } = await proving([3], [2, 0, 1]);
  await turn(node, role);
  node.proofs.hold();
  await turn(node, role, 10);
  assert.equal(node.proofs.jobs.length, 2);
  const rows = node.l1.view().ranking.map((row) => ({ ...row, isProven: true, provers: 3 }));
  node.chain.apply({ ...node.l1.view(), ranking: rows });
  role.update();
  await rest();
  assert.deepEqual(stops(node), ["decided or beaten", "decided or beaten"]);
  await role.stop();
});

test("R17 a better bid that is revealed late does not stop work on the next", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  const late = node.committedRival([2, 3, 1], { burnBid: 900n });
  const next = node.committedRival([2, 3, 1]);
  node.toProofWindow();
  await node.reveal(next);
  await turn(node, role);
  node.proofs.hold();
  await turn(node, role, 40);
  assert.equal(node.of("proving")[0]?.proposalId, next.known.id);
  await node.reveal(late);
  await turn(node, role);
  assert.deepEqual(stops(node), []);
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
  assert.equal(published(node).length, 3);
  await role.stop();
});

test("P6.1 a block with a leaf that the circuit refuses is given up for the next in the ranking, and counts as nobody's miss", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { mostMissed: 1 });
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
  node.nextRound();
  node.rival([]);
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 1);
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
  assert.deepEqual(published(node), ["0/0 by 2"]);
  await role.stop();
});

test("proving is tried again even after many failures", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  for (let i = 0; i < 6; i++) node.proofs.failures.push(new Error("no memory"));
  for (let i = 0; i < 7; i++) await turn(node, role, 40);
  assert(published(node).includes("1/0 by 0"));
  await role.stop();
});

for (const what of ["the check", "gossip"] as const) {
  test(`a finished proof is kept after a failure of ${what} and not made again`, async () => {
    const { node, role, bid } = await proving([0], [2, 0, 1]);
    if (what === "the check") node.proofs.checkFailures.push(new Error("L1 does not answer"));
    else node.gossip.verdicts.set("proof_notices", [ignore("busy")]);
    await turn(node, role);
    assert.deepEqual(published(node), []);
    await turn(node, role, 1);
    assert.deepEqual(published(node), ["1/0 by 0"]);
    assert.equal(node.proofs.jobs.length, 1);
    assert.equal(bid.known.proofOf(LEFT)?.message.seat, 0);
    await role.stop();
  });
}

test("P6.5 a proof that gossip knows already is not sent again", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  node.gossip.verdicts.set("proof_notices", [ignore("known")]);
  await turn(node, role);
  await turn(node, role, 3);
  assert.deepEqual(published(node), []);
  assert.equal(node.proofs.jobs.length, 1);
  await role.stop();
});

test("P6.5 a proof of which gossip takes no more notices does not keep the others back", async () => {
  const { node, role } = await proving([0, 1], [2, 0, 1]);
  const verdicts = ["busy", "too_many_of_node", "too_many_of_node"].map((reason) => ignore(reason));
  node.gossip.verdicts.set("proof_notices", verdicts);
  await turn(node, role);
  assert.deepEqual(published(node), []);
  await turn(node, role, 1);
  assert.equal(published(node).length, 1);
  await role.stop();
});

test("a proof that gossip never took is dropped with its round", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  node.gossip.verdicts.set("proof_notices", Array(50).fill(new Error("gossip is down")));
  await turn(node, role);
  node.toEnd();
  node.l1.finalize();
  node.gossip.verdicts.clear();
  for (let i = 0; i < 3; i++) await turn(node, role, 60);
  assert.deepEqual(published(node), []);
  await role.stop();
});

test("stopping ends proofs under way", async () => {
  const { node, role } = await proving([0], [2, 0, 1]);
  node.proofs.hold();
  await turn(node, role);
  await role.stop();
  assert.deepEqual(stops(node), ["stopped"]);
  role.update();
  await rest();
  assert.equal(node.proofs.jobs.length, 1);
});
