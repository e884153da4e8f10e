import assert from "node:assert/strict";
import { test } from "node:test";
import { publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import { messageOf, NOOP, transactionOf } from "@trellis/protocol";
import { type Rival, rest, TestNode, until } from "./testing/TestNode.ts";

const KEY = l2PublicKeyOf(77n);
const MESSAGE = messageOf({ ...NOOP, kind: "deposit", amount: 1_000n }, KEY);

const leavesOf = ({ record }: Rival): number | undefined => record.execution?.leaves.length;

test("P6.1 a revealed block of the running round is executed", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  node.executor.update();
  await rest();
  assert.equal(leavesOf(rival), undefined);
  await node.open(rival);
  assert.equal(leavesOf(rival), 2);
  await node.executor.stop();
});

test("a block that cannot be executed is a problem once, and no more", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1], { transactions: [transactionOf(MESSAGE)] });
  node.toProofWindow();
  await node.open(rival);
  assert(rival.record.isBad);
  node.executor.update();
  await rest();
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-LED-020"],
  );
  await node.executor.stop();
});

test("P8.6 a block with a message that L1 shows later is executed then", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1], { transactions: [transactionOf(MESSAGE)] });
  node.toProofWindow();
  await node.open(rival);
  assert(rival.record.isBad);
  node.l1.deposit(MESSAGE);
  node.see();
  node.executor.update();
  await until(() => rival.record.execution !== undefined);
  assert(!rival.record.isBad);
  assert.equal(rival.record.execution?.consumed, 1);
  await node.executor.stop();
});

test("after a reorganisation it is executed anew, and early proofs are judged then", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.open(rival);
  await node.proveAll(rival.record, [2, 0, 1]);
  const first = rival.record.execution;
  node.see(node.l1.view(true));
  assert.equal(rival.record.execution, undefined);
  node.executor.update();
  await until(() => rival.record.proofOf({ depth: 0, index: 0 }) !== undefined);
  assert.notEqual(rival.record.execution, first);
  await node.executor.stop();
});

test("after a check that failed the proofs are judged later", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.open(rival);
  const leaf = await node.proofBy(rival.record, { depth: 1, index: 0 }, 0);
  rival.record.addEarly(leaf);
  node.proofs.checkFailures.push(new Error("L1 does not answer"));
  node.executor.update();
  await rest();
  node.executor.update();
  await rest();
  assert(rival.record.hasEarly);
  node.pass(1);
  node.executor.update();
  await until(() => rival.record.proofOf(leaf.node) !== undefined);
  await node.executor.stop();
});

test("a block of another round is left alone", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toEnd();
  node.l1.finalize();
  node.see();
  rival.record.open(rival.reveal, node.chain.now);
  node.executor.update();
  await rest();
  assert.equal(rival.record.execution, undefined);
});

test("stopping breaks off what is under way, quietly", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  rival.record.open(rival.reveal, node.chain.now);
  node.executor.update();
  await node.executor.stop();
  node.executor.update();
  await rest();
  assert.deepEqual(node.events, []);
});
