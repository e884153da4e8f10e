import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "../../testing/FakeL1.ts";
import { seatSecret, TestNode, turn } from "../../testing/TestNode.ts";
import { CaseSettler } from "./CaseSettler.ts";

const TURN = 11;
/** Past the contest window of FakeL1, seconds. */
const CONTEST = 101;

async function reported(seats: readonly number[] = []) {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  node.finalise();
  node.report(bid, 1);
  return { node, bid, role: new CaseSettler(node.parts, seats.map(seatSecret)) };
}

test("P9.2 a report is decided once, after its contest window, by the node whose turn it is", async () => {
  const { node, bid, role } = await reported();
  await turn(node, role, CONTEST - 1);
  await turn(node, role);
  assert.equal(node.l1.count("settle"), 0);
  await turn(node, role, 1);
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("settle"), 1);
  assert.equal(node.l1.cases.get(`${bid.known.id}/1/0`), "Slashed");
  await role.stop();
});

test("P9.2 the seat that is paid for it goes first; the accused waits for others", async () => {
  for (const [seat, calls] of [
    [3, 1],
    [0, 0],
  ] as const) {
    const { node, role } = await reported([seat]);
    await turn(node, role, CONTEST);
    assert.equal(node.l1.count("settle"), calls);
    await turn(node, role, TURN);
    assert.equal(node.l1.count("settle"), calls);
    await role.stop();
  }
});

test("P9.2 a contested or decided report is not settled again", async () => {
  const { node, bid, role } = await reported([3]);
  node.l1.emit("Cleared", { proposalId: bid.known.id, seat: 0, nodeNumber: 1n });
  await turn(node, role, CONTEST);
  assert.equal(node.l1.count("settle"), 0);
  await role.stop();
});

test("P9.2 a decision that is too early by L1's clock is tried again later", async () => {
  const { node, role } = await reported([3]);
  node.l1.failures.set("settle", [refused("ContestWindowOpen")]);
  await turn(node, role, CONTEST);
  await turn(node, role, 1);
  assert.equal(node.l1.count("settle"), 1);
  await turn(node, role, 2);
  assert.equal(node.l1.count("settle"), 2);
  await role.stop();
});
