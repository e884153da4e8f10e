import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeContester } from "./NodeContester.ts";
import { refused } from "./testing/FakeL1.ts";
import { seatSecret, TestNode, turn } from "./testing/TestNode.ts";

/** Seat 0's leaf and seat 2's root were proven by seat 3. */
async function leftOut(own: readonly number[] = [0], provers: readonly number[] = [2, 3, 1]) {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], provers);
  return { node, bid, role: new NodeContester(node.context, node.book, own.map(seatSecret)) };
}

test("P9.3 a seat that the accepted proof leaves out answers inside the proof window, once", async () => {
  const { node, bid, role } = await leftOut();
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  assert.equal(node.proofs.jobs[0]?.kind, "leaf");
  for (let i = 0; i < 3; i++) await turn(node, role, 10);
  assert.equal(node.proofs.jobs.length, 1);
  assert.equal(node.l1.count("contest"), 1);
  assert.deepEqual([...node.l1.cases], [[`${bid.record.id}/1/0`, "Cleared"]]);
  assert.deepEqual(
    node.of("answered").map(({ depth, index, seat }) => [depth, index, seat]),
    [[1, 0, 0]],
  );
  await role.stop();
});

test("P9.3 who is in the accepted proof, or was not named, has nothing to answer", async () => {
  for (const own of [[1], [3], [2]]) {
    const { node, role } = await leftOut(own);
    await turn(node, role);
    node.finalise();
    await turn(node, role, 10);
    assert.equal(node.proofs.jobs.length, 0);
    assert.equal(node.l1.count("contest"), 0);
    await role.stop();
  }
});

test("P9.3 after the proof window an answer is given only to a report, inside the contest window", async () => {
  for (const [isReported, late, calls] of [
    [false, 0, 0],
    [true, 0, 1],
    [true, 101, 0],
  ] as const) {
    const { node, bid, role } = await leftOut();
    // What it is made of is kept; the proof is held up until the window is over.
    node.proofs.hold();
    await turn(node, role);
    node.finalise();
    node.records.retain(() => false);
    node.proofs.release();
    await turn(node, role);
    await turn(node, role);
    assert.equal(node.l1.count("contest"), 0);
    if (isReported) node.l1.report(bid.record.id, 1, 0, 4);
    await turn(node, role, late);
    await turn(node, role);
    await turn(node, role, 40);
    assert.equal(node.l1.count("contest"), calls);
    await role.stop();
  }
});

test("P9.3 whoever does not know who proved its node makes the proof when it is reported", async () => {
  const { node, bid, role } = await leftOut();
  const [root] = bid.record.proofsOf({ depth: 0, index: 0 });
  bid.record.dropProof(root!);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  node.finalise();
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  node.l1.report(bid.record.id, 1, 0, 4);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.l1.cases.get(`${bid.record.id}/1/0`), "Cleared");
  await role.stop();
});

test("P9.3 the own block proof answers for the root: none is made again", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.open(bid);
  await node.proveAll(bid.record, [3, 0, 1]);
  node.accept(bid);
  await node.book.take(await node.proofBy(bid.record, { depth: 0, index: 0 }, 2));
  const role = new NodeContester(node.context, node.book, [seatSecret(2)]);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 0);
  assert.equal(node.l1.cases.get(`${bid.record.id}/0/2`), "Cleared");
  await role.stop();
});

test("P9.3 a proof that fails is made again; an answer that L1 refuses is not given again", async () => {
  const { node, role } = await leftOut();
  node.proofs.failures.push(new Error("bb ended"));
  node.l1.failures.set("contest", [refused("InvalidProof")]);
  await turn(node, role);
  await turn(node, role);
  assert.equal(node.proofs.jobs.length, 1);
  for (let i = 0; i < 4; i++) await turn(node, role, 2);
  assert.equal(node.proofs.jobs.length, 2);
  assert.equal(node.l1.count("contest"), 1);
  await role.stop();
});

test("P9.3 a better proof that shows the seat after all needs no answer", async () => {
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  const role = new NodeContester(node.context, node.book, [seatSecret(0)]);
  node.proofs.hold();
  await turn(node, role);
  const accepted = node.chain.proven(bid.record.id)!;
  await node.book.take(await node.proofBy(bid.record, { depth: 1, index: 0 }, 0));
  await node.book.take(await node.proofBy(bid.record, { depth: 0, index: 0 }, 3));
  const better = bid.record.proofsOf({ depth: 0, index: 0 }).find(({ message }) => message.seat === 3)!;
  node.l1.emit("BlockProven", {
    ...accepted,
    contributionsHash: `0x${Buffer.from(better.contributionsHash).toString("hex")}`,
    provenBitmap: better.bitmap.words(),
    data: `0x${Buffer.from(accepted.data).toString("hex")}`,
  });
  await turn(node, role);
  node.proofs.release();
  await turn(node, role);
  await turn(node, role, 5);
  assert.equal(node.l1.count("contest"), 0);
  await role.stop();
});
