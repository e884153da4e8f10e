import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "../../testing/FakeL1.ts";
import { seatSecret, TestNode, turn } from "../../testing/TestNode.ts";
import { UnprovenNodeWatcher } from "./UnprovenNodeWatcher.ts";

/** Long enough for every node's turn. */
const TURN = 11;
const NAMED = [2, 0, 1];
/** Seat 3 has proven the node that seat 0 was named for. */
const PROVERS = [2, 3, 1];
const LEAF = { depth: 1, index: 0 };

async function watched(seats: readonly number[] = []) {
  const node = await TestNode.started();
  const bid = await node.acceptedRival(NAMED, PROVERS);
  return { node, bid, role: new UnprovenNodeWatcher(node.parts, seats.map(seatSecret)) };
}

test("P9.1 a seat whose node another proved is reported once, when the round is final", async () => {
  const { node, bid, role } = await watched();
  await turn(node, role, TURN);
  await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  node.finalise();
  await turn(node, role);
  assert.equal(node.l1.count("report"), 0);
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.deepEqual([...node.l1.cases], [[`${bid.known.id}/1/0`, "Reported"]]);
  assert.equal(node.l1.count("report"), 1);
  assert.deepEqual(
    node.of("l1_transaction").map(({ action, proposalId }) => [action, proposalId]),
    [["report", bid.known.id]],
  );
  await role.stop();
});

test("P9.1 the seat that proved the node instead reports at once", async () => {
  const { node, role } = await watched([3]);
  node.finalise();
  await turn(node, role);
  assert.equal(node.l1.count("report"), 1);
  await role.stop();
});

test("P9.1 no seat reports itself", async () => {
  const { node, role } = await watched([0]);
  node.finalise();
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  await role.stop();
});

test("P9.1 a seat whose proof was seen is not reported: it was left out", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival(NAMED);
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, PROVERS);
  await node.book.take(await node.proofBy(bid.known, LEAF, 0));
  node.accept(bid);
  node.finalise();
  const role = new UnprovenNodeWatcher(node.parts, []);
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  await role.stop();
});

test("P9.1 a seat that another has reported, or that has contested, is not reported", async () => {
  for (const isCleared of [false, true]) {
    const { node, bid, role } = await watched([3]);
    node.finalise();
    if (isCleared) node.l1.emit("Cleared", { proposalId: bid.known.id, seat: 0, nodeNumber: 1n });
    else node.report(bid, 1);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("report"), 0);
    await role.stop();
  }
});

test("P9.1 a report that L1 refuses is not sent again; one that failed otherwise is", async () => {
  for (const [failure, calls] of [
    [refused("InvalidVote"), 1],
    [refused("RoundNotFinal"), 2],
    [new Error("L1 does not answer"), 2],
  ] as const) {
    const { node, role } = await watched([3]);
    node.finalise();
    node.l1.failures.set("report", [failure]);
    for (let i = 0; i < 4; i++) await turn(node, role, 5);
    assert.equal(node.l1.count("report"), calls);
    await role.stop();
  }
});

test("P9.1 a seat is reported only with the transcript and the accepted proof", async () => {
  const { node, bid, role } = await watched([3]);
  const [root] = bid.known.proofsOf({ depth: 0, index: 0 });
  bid.known.dropProof(root!);
  node.finalise();
  await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  await role.stop();
});
