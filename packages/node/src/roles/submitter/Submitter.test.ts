import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "../../testing/FakeL1.ts";
import { type Rival, rest, seatSecret, TestNode, turn, until } from "../../testing/TestNode.ts";
import { Submitter } from "./Submitter.ts";

const ROOT = { depth: 0, index: 0 };

/** Long enough for every node's turn. */
const TURN = 11;

/** A committed bid with all its proofs. */
async function proven(
  { name = "rival", seats = [0, 1] as readonly number[] } = {},
  provers: readonly number[] = [2, 0, 1],
): Promise<{ node: TestNode; role: Submitter; bid: Rival }> {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1], { name });
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, provers);
  const role = new Submitter(node.parts, seats.map(seatSecret));
  return { node, role, bid };
}

test("P1.4 the proof of this node's own block is submitted at once, and only once", async () => {
  const { node, role, bid } = await proven({ name: "own" });
  role.update();
  role.update();
  await until(() => node.l1.count("submitProof") === 1);
  for (let i = 0; i < 4; i++) {
    // The view lags behind what is mined.
    node.time += 2_000;
    role.update();
    await rest();
  }
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 1);
  assert.deepEqual(
    node.of("l1_transaction").map(({ action, proposalId }) => [action, proposalId]),
    [["submitProof", bid.known.id]],
  );
  assert.equal(node.chain.view.status.best, bid.known.id);
  await role.stop();
});

test("P1.4 the proof of another's block is submitted after its proposer had time to do so", async () => {
  const { node, role } = await proven();
  await turn(node, role);
  await turn(node, role, 3);
  assert.equal(node.l1.count("submitProof"), 0);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P1.4 a proof that another has submitted meanwhile is not submitted again", async () => {
  const { node, role } = await proven();
  const other = new Submitter(node.parts, []);
  await turn(node, role);
  await turn(node, other);
  await turn(node, other, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await Promise.all([role.stop(), other.stop()]);
});

test("P3.2 in a short window others wait only a short time", async () => {
  const { node, role } = await proven();
  Object.assign(node.l1.settings, { proofWindow: 12 });
  node.see();
  await turn(node, role);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P7.1 a failed submission is tried again, later each time", async () => {
  const { node, role } = await proven({ name: "own" });
  node.l1.failures.set("submitProof", [new Error("L1 does not answer"), new Error("again")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.l1.count("submitProof"), 1);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 2);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 2);
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 3);
  assert.equal(node.l1.status.best, node.proposals.all()[0]!.id);
  await role.stop();
});

test("P7.1 a proof that L1 calls invalid is dropped; another is submitted in its place", async () => {
  const { node, role, bid } = await proven({ name: "own" });
  node.l1.failures.set("submitProof", [refused("InvalidProof")]);
  await turn(node, role);
  assert.equal(bid.known.proofsOf(ROOT).length, 0);
  await turn(node, role, 20);
  assert.equal(node.l1.count("submitProof"), 1);
  await node.book.take(await node.proofBy(bid.known, ROOT, 3));
  await turn(node, role, 1);
  assert.equal(node.l1.count("submitProof"), 2);
  await role.stop();
});

test("P7.2 of several proofs the one with most provers is submitted, even if L1 has one with fewer", async () => {
  const { node, role, bid } = await proven({ name: "own" }, [0, 0, 1]);
  await turn(node, role);
  node.see();
  assert.equal(node.chain.view.ranking[0]!.provenProvers, 2);
  await node.book.take(await node.proofBy(bid.known, ROOT, 3));
  await turn(node, role, 1);
  node.see();
  assert.equal(node.chain.view.ranking[0]!.provenProvers, 3);
  await turn(node, role, 20);
  assert.equal(node.l1.count("submitProof"), 2);
  await role.stop();
});

test("P7.2 a block that cannot lead any more is not submitted: it would only cost gas", async () => {
  const { node, role, bid } = await proven({ seats: [] });
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
  // The earlier bid wins a tie.
  const { status, ranking } = node.chain.view;
  const row = { ...ranking[0]!, proven: false, provenProvers: 0 };
  node.chain.apply({ ...node.l1.view(), ranking: [row], status: { ...status } });
  await rest();
  role.update();
  await rest();
  assert.equal(node.l1.count("submitProof"), 1);
  assert.equal(status.best, bid.known.id);
  await role.stop();
});

test("P3.3 the round is finalised once: at once by the winner, later by others", async () => {
  for (const name of ["own", "rival"]) {
    const { node, role } = await proven({ name });
    await turn(node, role);
    await turn(node, role, TURN);
    node.toEnd();
    await turn(node, role);
    assert.equal(node.l1.count("finalize"), name === "own" ? 1 : 0);
    await turn(node, role, TURN);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("finalize"), 1);
    assert.equal(node.l1.status.height, 2n);
    await role.stop();
  }
});

test("P3.3 finalising that fails is tried again", async () => {
  const { node, role } = await proven({ name: "own" });
  await turn(node, role);
  node.l1.failures.set("finalize", [refused("ProofWindowStillOpen")]);
  node.toEnd();
  await turn(node, role);
  assert.equal(node.l1.status.height, 1n);
  await turn(node, role, 1);
  assert.equal(node.l1.status.height, 2n);
  await role.stop();
});

test("P3.3 a round without commitments is ended when its proposal window is over", async () => {
  const node = await TestNode.started();
  const role = new Submitter(node.parts, []);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("finalize"), 0);
  node.toProofWindow();
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("finalize"), 1);
  assert.equal(node.l1.status.round, 1);
  await role.stop();
});

test("P8.4 a block that cannot lead is submitted if it pays an own seat as an uncle", async () => {
  for (const [seats, name, isSubmitted] of [
    [[3], "third", true],
    [[0], "third", false],
    [[], "own", false],
  ] as const) {
    const node = await TestNode.started();
    const winner = node.committedRival([2, 0, 1], { name: "rival" });
    const behind = node.committedRival([3, 3, 3], { name, burnBid: 200n });
    node.toProofWindow();
    await node.reveal(winner);
    await node.reveal(behind);
    await node.proveAll(winner.known, [2, 0, 1]);
    const role = new Submitter(node.parts, seats.map(seatSecret));
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.status.best, winner.known.id);
    await node.proveAll(behind.known, [3, 3, 3]);
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("submitProof"), isSubmitted ? 2 : 1);
    assert.equal(node.l1.status.best, winner.known.id);
    await role.stop();
  }
});

test("P9.6 the leading bid's own block is submitted even if another has overtaken it: its bond is at stake", async () => {
  const node = await TestNode.started();
  // It names one seat, and three prove it.
  const winner = node.committedRival([2, 2, 2], { name: "rival" });
  const leader = node.committedRival([3, 3, 3], { name: "own", burnBid: 1_000n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.reveal(leader);
  await node.proveAll(winner.known, [2, 0, 1]);
  const role = new Submitter(node.parts, []);
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.status.best, winner.known.id);
  await node.proveAll(leader.known, [3, 3, 3]);
  await turn(node, role);
  assert.equal(node.l1.count("submitProof"), 2);
  await role.stop();
});

test("P8.4 more uncles than are paid are not submitted", async () => {
  const node = await TestNode.started();
  Object.assign(node.l1.settings, { uncles: 0, fairPay: false });
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const behind = node.committedRival([3, 3, 3], { name: "third", burnBid: 200n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.reveal(behind);
  await node.proveAll(winner.known, [2, 0, 1]);
  const role = new Submitter(node.parts, [seatSecret(3)]);
  await turn(node, role);
  await turn(node, role, TURN);
  await node.proveAll(behind.known, [3, 3, 3]);
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P8 a proof or a round's end that vanishes from L1 is sent again; calls that stay are not", async () => {
  const { node, role, bid } = await proven();
  const counts = (): number[] => [node.l1.count("submitProof"), node.l1.count("finalize")];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      node.executor.update();
      await turn(node, role, TURN);
    }
  };
  const beforeProof = node.l1.remember();
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
  const beforeEnd = node.l1.remember();
  node.toEnd();
  await settle();
  assert.deepEqual(counts(), [1, 1]);
  const root = node.chain.head.state.root();
  assert.equal(node.chain.head.proposalId, bid.known.id);

  // L1 is read again and has all the calls.
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1]);

  beforeEnd();
  node.see(node.l1.view(true));
  assert.equal(node.chain.head.height, 0n);
  await settle();
  assert.deepEqual(counts(), [1, 2]);
  assert.equal(node.chain.head.state.root(), root);

  beforeProof();
  node.time -= 1_000 * Number(node.l1.now - node.l1.status.proofStart);
  node.see(node.l1.view(true));
  node.executor.update();
  await until(() => bid.known.proofsOf(ROOT).length > 0);
  await settle();
  node.toEnd();
  await settle();
  assert.deepEqual(counts(), [2, 3]);
  await role.stop();
});

test("a stopped submitter starts nothing", async () => {
  const { node, role } = await proven({ name: "own" });
  await role.stop();
  await turn(node, role, TURN);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action !== "commit"),
    [],
  );
});
