import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodeSeatWord,
  encodeTally,
  nodeAt,
  nodeCount,
  nodeKind,
  ProverBitmap,
  toBytes,
} from "@trellis/protocol";
import { expectedOutputs } from "@trellis/prover";
import { type Rival, TestNode, until } from "../../testing/TestNode.ts";

const ROOT = { depth: 0, index: 0 };
const LEAF = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

async function opened(named: readonly number[] = [2, 0, 1]): Promise<{ node: TestNode; rival: Rival }> {
  const node = await TestNode.started();
  const rival = node.committedRival(named);
  node.toProofWindow();
  await node.reveal(rival);
  return { node, rival };
}

test("P6.3 a proof is judged by this node's own execution, and kept once", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const proof = await node.proofBy(known, LEAF, 0);
  assert.equal(await node.book.take(proof), "valid");
  assert.equal(known.proofsOf(LEAF).length, 1);
  assert.equal(await node.book.take(proof), "valid");
  assert.equal(await node.book.take({ ...proof }), "valid");
  assert.equal(known.proofsOf(LEAF).length, 1);
  const lie = await node.proofBy(known, RIGHT, 3, false);
  assert.equal(await node.book.take(lie), "invalid");
  assert.equal(known.proofsOf(RIGHT).length, 0);
});

test("P6.3 judging keeps nothing; a judged proof is kept without another check", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const proof = await node.proofBy(known, LEAF, 0);
  assert.equal(await node.book.judge(proof), "valid");
  assert.equal(known.proofsOf(LEAF).length, 0);
  node.proofs.checkFailures.push(new Error("checked twice"));
  node.book.keep(proof);
  assert.deepEqual(known.proofsOf(LEAF)[0]?.message, proof);
  assert.equal(await node.book.judge(proof), "valid");
  assert.equal(node.proofs.checkFailures.length, 1);
});

test("P6.3 an invalid proof is never kept", async () => {
  const { node, rival } = await opened();
  const lie = await node.proofBy(rival.known, LEAF, 3, false);
  assert.equal(await node.book.judge(lie), "invalid");
  node.book.keep(lie);
  assert.deepEqual([rival.known.proofsOf(LEAF).length, rival.known.hasEarly], [0, false]);
});

test("P6.3 a proof that was not judged, or was judged by another execution, waits to be judged", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const lie = await node.proofBy(known, LEAF, 3, false);
  node.book.keep(lie);
  assert.deepEqual([known.proofsOf(LEAF).length, known.hasEarly], [0, true]);
  await node.book.takeEarly(known);
  assert.deepEqual([known.proofsOf(LEAF).length, known.hasEarly], [0, false]);
  const proof = await node.proofBy(known, LEAF, 0);
  assert.equal(await node.book.judge(proof), "valid");
  known.execution = { ...known.execution! };
  node.book.keep(proof);
  assert.deepEqual([known.proofsOf(LEAF).length, known.hasEarly], [0, true]);
  await node.book.takeEarly(known);
  assert.equal(known.proofsOf(LEAF).length, 1);
});

test("P6.3 an execution that changes while a proof is checked makes the check void", async () => {
  const { node, rival } = await opened();
  const lie = await node.proofBy(rival.known, LEAF, 3, false);
  const judging = node.book.judge(lie);
  rival.known.execution = { ...rival.known.execution! };
  assert.equal(await judging, "invalid", "judged anew by the execution that counts");
  const { verify } = node.proofs;
  node.proofs.verify = async (claim) => {
    rival.known.execution = undefined;
    return verify.call(node.proofs, claim);
  };
  assert.equal(await node.book.judge(await node.proofBy(rival.known, RIGHT, 3, false)), "deferred");
});

test("P6.3 a proof is judged only once its block is executed here", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const good = await node.proofBy(known, LEAF, 0);
  const bad = await node.proofBy(known, RIGHT, 3, false);
  known.execution = undefined;
  assert.equal(await node.book.take(bad), "deferred");
  assert.equal(await node.book.take(good), "deferred");
  await node.reveal(rival);
  await until(() => known.proofsOf(LEAF).length > 0);
  assert.equal(known.proofsOf(RIGHT).length, 0);
  await node.executor.stop();
});

test("a proof of an unknown block is not judged", async () => {
  const { node, rival } = await opened();
  const proof = await node.proofBy(rival.known, LEAF, 0, false);
  node.proposals.retain(() => false);
  assert.equal(await node.book.take(proof), "deferred");
});

test("R2 the seat words say what a proof must show: a false word makes it invalid", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const rescued = await node.proofBy(known, LEAF, 3);
  const word = encodeSeatWord({ seat: 3, isCommitted: true });
  assert.equal(await node.book.take({ ...rescued, seatWords: toBytes(word, 2) }), "invalid");
  assert.equal(await node.book.take(rescued), "valid");
  const [kept] = known.proofsOf(LEAF);
  assert.deepEqual([kept!.committedProvers, kept!.committedWeight], [0, 0n]);
});

test("R2 a proof counts the seats and the weight that it shows as committed, at any depth", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  await node.proveAll(known, [2, 0, 3]);
  const root = known.proofOf(ROOT)!;
  const { rootWeight, leafWeight } = node.chain.settings;
  assert.deepEqual([root.committedProvers, root.committedWeight], [2, BigInt(rootWeight + leafWeight)]);
  assert.deepEqual(root.provers.words(), ProverBitmap.of([0, 2]).words());
  assert.equal(node.book.blockOutputs(known, root).tally, encodeTally(root.tally));
});

test("P6.4 what a proof must say is what its provers compute, at every node of a deep tree", async () => {
  const node = await TestNode.started();
  const rival = node.committedRival([0, 1, 2, 3, 0, 1], { depth: 3 });
  const { known } = rival;
  node.toProofWindow();
  await node.reveal(rival);
  const seats = Array.from({ length: nodeCount(3) }, (_, i) => known.bound(nodeAt(i))?.seat ?? 3);
  await node.proveAll(known, seats);
  const expected = node.book.expectedBlock(known);
  for (let number = 0; number < seats.length; number++) {
    const at = nodeAt(number);
    const outputs = expectedOutputs(expected, at, (below) => {
      const bound = known.bound(below)?.seat;
      const i = 2 ** below.depth - 1 + below.index;
      return { seat: seats[i]!, isCommitted: seats[i] === bound, isVacant: bound === undefined };
    });
    assert.deepEqual(node.book.nodeOutputs(known, at, known.proofOf(at)!), outputs);
  }
});

test("R2 a vacant entry is counted, and anyone proves its node", async () => {
  const { node, rival } = await opened([2, 0]);
  const { known } = rival;
  const vacant = [ROOT, LEAF, RIGHT].find((at) => known.bound(at) === undefined)!;
  const seatOf = (at: typeof ROOT): number => known.bound(at)?.seat ?? 1;
  await node.proveAll(known, [ROOT, LEAF, RIGHT].map(seatOf));
  const { tally } = known.proofOf(ROOT)!;
  assert.equal(tally.vacant[nodeKind(vacant, 1)], 1);
  assert.equal(tally.committed[nodeKind(vacant, 1)], nodeKind(vacant, 1) === "leaf" ? 1 : 0);
});

test("P6.3 a proof is judged only once the transcript is known here", async () => {
  const { node, rival } = await opened();
  const { known, transcript, committed } = rival;
  const proof = await node.proofBy(known, LEAF, 0);
  known.setCommitted(1n, committed);
  assert.equal(await node.book.take(proof), "deferred");
  await node.book.takeEarly(known);
  assert(known.hasEarly);
  assert.equal(node.book.jobs(known), undefined);
  known.setCommitted(transcript.root(), committed);
  await node.book.takeEarly(known);
  assert.equal(known.proofsOf(LEAF).length, 1);
});

test("R16 proofs count until the proof window is over, whatever rounds come next; later ones are not kept", async () => {
  const { node, rival } = await opened();
  const { known } = rival;
  const [good, lie, late] = [
    await node.proofBy(known, LEAF, 0),
    await node.proofBy(known, RIGHT, 3, false),
    await node.proofBy(known, LEAF, 3),
  ];
  const { execution } = known;
  node.time += Number(node.chain.running.windows!.proofEnd! - node.chain.now) * 1_000 - 1;
  assert.equal(await node.book.take(good), "valid");
  assert.equal(await node.book.take(lie), "invalid");
  node.time += 1;
  node.l1.finalize();
  node.see();
  known.execution = execution;
  assert.equal(await node.book.take(late), "deferred");
  assert.deepEqual([known.proofsOf(LEAF).length, known.hasEarly], [1, false]);
});

test("a proof that turned out bad is not taken again, and the peer that relayed it is not blamed", async () => {
  const { node, rival } = await opened();
  node.proofs.defersLeaves = true;
  const lie = await node.proofBy(rival.known, LEAF, 0, false);
  assert.equal(await node.book.take(lie), "deferred");
  rival.known.dropProof(rival.known.proofOf(LEAF)!);
  assert.equal(await node.book.take(lie), "deferred");
  assert.equal(rival.known.proofsOf(LEAF).length, 0);
});

test("a check that fails gives no verdict: the proof is judged when checks work again", async () => {
  const { node, rival } = await opened();
  const proof = await node.proofBy(rival.known, LEAF, 0);
  const failure = new Error("too many checks");
  node.proofs.checkFailures.push(failure);
  await assert.rejects(node.book.take(proof), failure);
  assert.equal(rival.known.proofsOf(LEAF).length, 0);
  node.executor.update();
  await until(() => rival.known.proofsOf(LEAF).length > 0);
  await node.executor.stop();
});
