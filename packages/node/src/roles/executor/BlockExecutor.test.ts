import assert from "node:assert/strict";
import { test } from "node:test";
import { type HashSteps, publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import { messageOf, NOOP, TrellisError, transactionOf } from "@trellis/protocol";
import { type Rival, rest, TestNode, until } from "../../testing/TestNode.ts";

const KEY = l2PublicKeyOf(77n);
const MESSAGE = messageOf({ ...NOOP, kind: "deposit", amount: 1_000n }, KEY);

const leavesOf = ({ known }: Rival): number | undefined => known.execution?.leaves.length;

test("P6.1 a revealed block of the running round is executed", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  node.executor.update();
  await rest();
  assert.equal(leavesOf(rival), undefined);
  await node.reveal(rival);
  assert.equal(leavesOf(rival), 2);
  await node.executor.stop();
});

test("a block that cannot be executed is reported as a problem once", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1], { transactions: [transactionOf(MESSAGE)] });
  node.toProofWindow();
  await node.reveal(rival);
  assert(rival.known.isBad);
  node.executor.update();
  await rest();
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-LED-020"],
  );
  await node.executor.stop();
});

test("P8.6 a block with a message that is not on L1 yet is executed once L1 has it", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1], { transactions: [transactionOf(MESSAGE)] });
  node.toProofWindow();
  await node.reveal(rival);
  assert(rival.known.isBad);
  node.l1.deposit(MESSAGE);
  node.see();
  node.executor.update();
  await until(() => rival.known.execution !== undefined);
  assert(!rival.known.isBad);
  assert.equal(rival.known.execution?.consumed, 1);
  await node.executor.stop();
});

test("after a reorganisation a block is executed again, and then early proofs are judged", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(rival);
  await node.proveAll(rival.known, [2, 0, 1]);
  const first = rival.known.execution;
  node.see(node.l1.view(true));
  assert.equal(rival.known.execution, undefined);
  node.executor.update();
  await until(() => rival.known.proofOf({ depth: 0, index: 0 }) !== undefined);
  assert.notEqual(rival.known.execution, first);
  await node.executor.stop();
});

test("after a check that failed the proofs are judged later", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(rival);
  const leaf = await node.proofBy(rival.known, { depth: 1, index: 0 }, 0);
  rival.known.addEarly(leaf);
  node.proofs.checkFailures.push(new Error("L1 does not answer"));
  node.executor.update();
  await rest();
  node.executor.update();
  await rest();
  assert(rival.known.hasEarly);
  node.pass(1);
  node.executor.update();
  await until(() => rival.known.proofOf(leaf.node) !== undefined);
  await node.executor.stop();
});

test("P6.1 the best bid in the ranking is executed first, and only the best blocks are kept executed", async (t) => {
  const node = await TestNode.started();
  const rivals = Array.from({ length: 18 }, (_, i) =>
    node.committedRival([0, 1, 2], { name: `rival ${i}`, burnBid: BigInt(200 + i) }),
  );
  node.toProofWindow();
  for (const { known, reveal, transcript } of rivals) known.takeReveal(reveal, transcript, node.chain.now);
  const order: number[] = [];
  const run = node.thread.run.bind(node.thread);
  t.mock.method(node.thread, "run", async (steps: HashSteps<unknown>) => {
    order.push(rivals.filter(({ known }) => known.execution !== undefined).length);
    return run(steps);
  });
  node.executor.update();
  await until(() => leavesOf(rivals[2]!) !== undefined);
  await rest();
  assert.deepEqual(
    rivals.map((rival) => leavesOf(rival) !== undefined),
    rivals.map((_, i) => i >= 2),
  );
  assert.deepEqual(
    [...new Set(order)],
    Array.from({ length: 17 }, (_, i) => i),
  );
  // If one of them turns out to be unprovable or is removed, the next takes its place.
  node.proposals.retain(({ id }) => id !== rivals[17]!.known.id);
  node.executor.update();
  await until(() => leavesOf(rivals[1]!) !== undefined);
  assert.equal(leavesOf(rivals[0]!), undefined);
});

test("R8 a block counts as executed before the state after it is hashed, so that claims need not wait for that", async (t) => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  const hashing = Promise.withResolvers<void>();
  const run = node.thread.run.bind(node.thread);
  let runs = 0;
  t.mock.method(node.thread, "run", async (steps: HashSteps<unknown>) => {
    if (++runs > 1) await hashing.promise;
    return run(steps);
  });
  await node.reveal(rival);
  assert.equal(leavesOf(rival), 2);
  assert.equal(runs, 2);
  hashing.resolve();
  await node.executor.stop();
});

test("if the thread dies the block is not blamed: it is executed later", async (t) => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  const dead = new TrellisError("TRL-PRV-121", "the worker for the ledger died: try again");
  const run = t.mock.method(node.thread, "run", () => Promise.reject(dead));
  rival.known.takeReveal(rival.reveal, rival.transcript, node.chain.now);
  node.executor.update();
  await rest();
  assert.equal(run.mock.callCount(), 1);
  assert(!rival.known.isBad);
  assert.deepEqual(node.of("problem"), []);
  run.mock.restore();
  node.executor.update();
  await rest();
  assert.equal(leavesOf(rival), undefined);
  node.pass(1);
  node.executor.update();
  await until(() => leavesOf(rival) === 2);
  await node.executor.stop();
});

test("an execution on a head that L1 has undone does not count", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  rival.known.takeReveal(rival.reveal, rival.transcript, node.chain.now);
  node.executor.update();
  node.see(node.l1.view(true));
  await until(() => leavesOf(rival) === 2);
  assert.equal(rival.known.execution!.stateBefore.root(), node.chain.head.state.root());
  assert.deepEqual(node.of("problem"), []);
  await node.executor.stop();
});

test("a block of another round is not executed", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toEnd();
  node.l1.finalize();
  node.see();
  rival.known.takeReveal(rival.reveal, rival.transcript, node.chain.now);
  node.executor.update();
  await rest();
  assert.equal(rival.known.execution, undefined);
});

test("stopping aborts an execution without reporting a problem", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  rival.known.takeReveal(rival.reveal, rival.transcript, node.chain.now);
  node.executor.update();
  await node.executor.stop();
  node.executor.update();
  await rest();
  assert.deepEqual(node.events, []);
});

test("R17 a node executes a block revealed in time before a better one revealed late", async (t) => {
  const node = await TestNode.started();
  const late = node.committedRival([0, 1, 2], { name: "late", burnBid: 900n });
  const prompt = node.committedRival([0, 1, 2], { name: "prompt", burnBid: 300n });
  node.toProofWindow();
  node.pass(40);
  for (const { known, reveal, transcript } of [late, prompt]) {
    known.takeReveal(reveal, transcript, node.chain.now);
  }
  const before: boolean[][] = [];
  const run = node.thread.run.bind(node.thread);
  t.mock.method(node.thread, "run", async (steps: HashSteps<unknown>) => {
    const executed = [prompt, late].map((rival) => leavesOf(rival) !== undefined);
    if (String(before.at(-1)) !== String(executed)) before.push(executed);
    return run(steps);
  });
  node.executor.update();
  await until(() => leavesOf(prompt) !== undefined && leavesOf(late) !== undefined);
  assert.deepEqual(before.slice(0, 2), [
    [false, false],
    [true, false],
  ]);
  await node.executor.stop();
});

test("R10 a block that leaves out messages that are due cannot be proven, and nobody works on it", async () => {
  const node = await TestNode.started({ isOpen: false });
  node.l1.deposit(MESSAGE);
  node.pass(60);
  node.l1.open();
  node.see();
  const rival = node.committedRival([2, 0, 1]);
  const honest = node.committedRival([2, 0, 1], {
    name: "honest",
    burnBid: 300n,
    transactions: [transactionOf(MESSAGE)],
  });
  node.toProofWindow();
  await node.reveal(rival);
  await node.reveal(honest);
  assert(rival.known.isUnprovable);
  assert(rival.known.isBad);
  assert(!honest.known.isBad);
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-NOD-034"],
  );
  await node.executor.stop();
});

test("R10 a block that is filled with messages that are not due cannot be proven", async () => {
  const node = await TestNode.started();
  const messages = Array.from({ length: 9 }, () => MESSAGE);
  for (const message of messages) node.l1.deposit(message);
  node.see();
  const rival = node.committedRival([2, 0, 1], { transactions: messages.map(transactionOf) });
  node.toProofWindow();
  await node.reveal(rival);
  assert(rival.known.isUnprovable);
  await node.executor.stop();
});

test("if L1 does not answer the block is not blamed: it is executed later", async (t) => {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  const read = t.mock.method(node.parts.l1, "read", () => Promise.reject(new Error("L1 does not answer")));
  rival.known.takeReveal(rival.reveal, rival.transcript, node.chain.now);
  node.executor.update();
  await rest();
  assert(!rival.known.isBad);
  assert.equal(leavesOf(rival), undefined);
  read.mock.restore();
  node.pass(1);
  node.executor.update();
  await until(() => leavesOf(rival) === 2);
  await node.executor.stop();
});
