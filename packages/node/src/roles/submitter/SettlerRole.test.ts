import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "../../testing/FakeL1.ts";
import { type Rival, rest, seatSecret, TestNode, turn, until } from "../../testing/TestNode.ts";
import { SettlerRole } from "./SettlerRole.ts";

const ROOT = { depth: 0, index: 0 };

/** Long enough for anybody's turn. */
const TURN = 11;

/** A committed bid whose proofs are all here. */
async function proven(
  { name = "rival", seats = [0, 1] as readonly number[] } = {},
  provers: readonly number[] = [2, 0, 1],
): Promise<{ node: TestNode; role: SettlerRole; bid: Rival }> {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1], { name });
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, provers);
  const role = new SettlerRole(node.context, seats.map(seatSecret));
  return { node, role, bid };
}

async function final(...args: Parameters<typeof proven>) {
  const known = await proven(...args);
  const { node, role } = known;
  await turn(node, role);
  await turn(node, role, TURN);
  node.toEnd();
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
  assert.equal(node.chain.head.height, 1n);
  return known;
}

test("P1.4 the own block's proof is submitted at once, once", async () => {
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

test("P1.4 another's block's proof is left to it for a while, then submitted", async () => {
  const { node, role } = await proven();
  await turn(node, role);
  await turn(node, role, 3);
  assert.equal(node.l1.count("submitProof"), 0);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P1.4 what another has submitted meanwhile is not submitted again", async () => {
  const { node, role } = await proven();
  const other = new SettlerRole(node.context, []);
  await turn(node, role);
  await turn(node, other);
  await turn(node, other, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await Promise.all([role.stop(), other.stop()]);
});

test("P3.2 in a short window the courtesy is short", async () => {
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

test("P7.2 of several proofs the one with most provers goes, also over a poorer one on L1", async () => {
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
  // A tie is the earlier one's.
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

test("P3.3 the round is finalised in turn, once: at once by the winner, later by others", async () => {
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
  const role = new SettlerRole(node.context, []);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("finalize"), 0);
  node.toProofWindow();
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("finalize"), 1);
  assert.equal(node.l1.status.round, 1);
  await role.stop();
});

test("P8.3 exactly the own seats' nodes are claimed, all in one call, once", async () => {
  const { node, role, bid } = await final({ seats: [0, 1] });
  await turn(node, role);
  await turn(node, role, 30);
  assert.deepEqual([...node.l1.claimed].sort(), [`${bid.known.id} 1/0`, `${bid.known.id} 1/1`]);
  assert.equal(node.l1.count("claimRewards"), 1);
  await role.stop();
});

test("P8.3 what was claimed already is not claimed again", async () => {
  const { node, role, bid } = await final({ seats: [2] });
  node.l1.claimed.add(`${bid.known.id} 0/0`);
  await turn(node, role);
  await turn(node, role, 30);
  assert.equal(node.l1.count("claimRewards"), 0);
  await role.stop();
});

test("P8.3 a claim that fails is made later; one that is refused for good is not", async () => {
  for (const [failures, calls] of [
    [[new Error("L1 does not answer")], 2],
    [[new Error("L1 does not answer"), refused("NoReward")], 2],
    [[refused("NoReward")], 1],
  ] as const) {
    const { node, role } = await final({ seats: [0, 1] });
    node.l1.failures.set("claimRewards", [...failures]);
    await turn(node, role);
    assert.equal(node.l1.count("claimRewards"), 1);
    await turn(node, role);
    await turn(node, role, 1);
    assert.equal(node.l1.count("claimRewards"), 1);
    for (let i = 0; i < 3; i++) await turn(node, role, 300);
    assert.equal(node.l1.count("claimRewards"), calls);
    assert.equal(node.l1.claimed.size, calls > failures.length ? 2 : 0);
    await role.stop();
  }
});

test("P8.4 a block that cannot lead is submitted where it pays an own seat as an uncle, and claimed with the winner", async () => {
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
    const role = new SettlerRole(node.context, seats.map(seatSecret));
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.status.best, winner.known.id);
    await node.proveAll(behind.known, [3, 3, 3]);
    await turn(node, role);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("submitProof"), isSubmitted ? 2 : 1);
    node.toEnd();
    await turn(node, role);
    await turn(node, role, TURN);
    node.see();
    assert.equal(node.chain.head.proposalId, winner.known.id);
    await turn(node, role);
    assert.equal(node.l1.count("claimRewards"), seats.length);
    const claimed = [...node.l1.claimed].map((key) => key.split(" ")[0]);
    const expected = name === "third" && isSubmitted ? [behind.known.id] : [winner.known.id];
    assert.deepEqual([...new Set(claimed)], seats.length === 0 ? [] : expected);
    await role.stop();
  }
});

test("P9.6 the leading bid's own block is submitted though another has overtaken it: its bond is at stake", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const leader = node.committedRival([3, 3, 3], { name: "own", burnBid: 20_000n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.reveal(leader);
  await node.proveAll(winner.known, [2, 0, 1]);
  const role = new SettlerRole(node.context, []);
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.status.best, winner.known.id);
  Object.assign(node.l1.status, { bestScore: 2n ** 200n });
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
  const role = new SettlerRole(node.context, [seatSecret(3)]);
  await turn(node, role);
  await turn(node, role, TURN);
  await node.proveAll(behind.known, [3, 3, 3]);
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("submitProof"), 1);
  await role.stop();
});

test("P9.6 no refund is planned for a leader that failed: its bid is back, its bond is gone", async () => {
  const node = await TestNode.started();
  const own = node.committedRival([0], { name: "own" });
  node.toEnd();
  node.l1.finalize();
  node.l1.emit("LeaderFailed", { proposalId: own.known.id, proposer: node.address, bond: 1_000n });
  node.see();
  const role = new SettlerRole(node.context, []);
  await turn(node, role);
  assert.equal(node.l1.count("refund"), 0);
  await role.stop();
});

test("P8.3 the proof that won may come after its block is final", async () => {
  const { node, role, bid } = await proven({ seats: [0] });
  await turn(node, role);
  await turn(node, role, TURN);
  const [accepted] = bid.known.proofsOf(ROOT);
  bid.known.dropProof(accepted!);
  const other = await node.proofBy(bid.known, ROOT, 3);
  await node.book.take(other);
  node.toEnd();
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
  await turn(node, role);
  assert.equal(node.l1.count("claimRewards"), 0);
  bid.known.reset();
  while (bid.known.takeEarly() !== undefined);
  await node.book.take(accepted!.message);
  await turn(node, role, 3);
  assert.equal(node.l1.count("claimRewards"), 1);
  await role.stop();
});

test("P8.1 a losing bid of one's own comes back, others' do not", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const own = node.committedRival([0], { name: "own", burnBid: 200n });
  node.committedRival([1], { name: "third" });
  node.toProofWindow();
  await node.reveal(winner);
  await node.proveAll(winner.known, [2, 0, 1]);
  const role = new SettlerRole(node.context, []);
  await turn(node, role);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("refund"), 0);
  node.toEnd();
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
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

test("P3.3 the bid of a round that restarts comes back, also to a node that was away", async () => {
  const node = await TestNode.started();
  const own = node.committedRival([0], { name: "own" });
  node.toEnd();
  node.l1.finalize();
  node.proposals.retain(() => false);
  node.see(node.l1.view(true));
  const role = new SettlerRole(node.context, []);
  await turn(node, role);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId),
    [own.known.id],
  );
  await role.stop();
});

test("P8 what vanishes from L1 is done again: proof, end of the round, claims and refunds; what stays is not", async () => {
  const node = await TestNode.started();
  const winner = node.committedRival([2, 0, 1], { name: "rival" });
  const own = node.committedRival([3], { name: "own", burnBid: 200n });
  node.toProofWindow();
  await node.reveal(winner);
  await node.proveAll(winner.known, [2, 0, 1]);
  const role = new SettlerRole(node.context, [seatSecret(0)]);
  const counts = (): number[] =>
    (["submitProof", "finalize", "refund", "claimRewards"] as const).map((action) => node.l1.count(action));
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      node.executor.update();
      await turn(node, role, TURN);
    }
  };
  const unproven = node.l1.remember();
  await turn(node, role);
  await turn(node, role, TURN);
  node.see();
  const proven = node.l1.remember();
  node.toEnd();
  await settle();
  assert.deepEqual(counts(), [1, 1, 1, 1]);
  const root = node.chain.head.state.root();
  assert.equal(node.chain.head.proposalId, winner.known.id);

  // L1 is read anew and has all of it.
  node.see(node.l1.view(true));
  await settle();
  assert.deepEqual(counts(), [1, 1, 1, 1]);
  assert.deepEqual(node.chain.refundable(node.address), []);

  proven();
  node.see(node.l1.view(true));
  assert.equal(node.chain.head.height, 0n);
  await settle();
  assert.deepEqual(counts(), [1, 2, 2, 2]);
  assert.equal(node.chain.head.state.root(), root);

  unproven();
  node.time -= 1_000 * Number(node.l1.now - node.l1.status.proofStart);
  node.see(node.l1.view(true));
  node.executor.update();
  await until(() => winner.known.proofsOf(ROOT).length > 0);
  await settle();
  node.toEnd();
  await settle();
  assert.deepEqual(counts(), [2, 3, 3, 3]);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action === "refund").map(({ proposalId }) => proposalId)[0],
    own.known.id,
  );
  await role.stop();
});

test("a stopped settler begins nothing more", async () => {
  const { node, role } = await proven({ name: "own" });
  await role.stop();
  await turn(node, role, TURN);
  assert.deepEqual(
    node.l1.calls.filter(({ action }) => action !== "commit"),
    [],
  );
});
