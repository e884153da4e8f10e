import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, type NodeProof, nodeAt, noticeOf } from "@trellis/protocol";
import { rest, TestNode } from "../testing/TestNode.ts";
import { waitsUntil } from "./ProofFetcher.ts";

const LEFT = { depth: 1, index: 0 };
const ROOT = { depth: 0, index: 0 };

/** A revealed block of depth 1 whose left leaf binds seat 0. */
async function started() {
  const node = await TestNode.started({ seats: 8 });
  const bid = node.committedRival([2, 0, 1]);
  const { known } = bid;
  node.toProofWindow();
  await node.reveal(bid);
  const tell = (...proofs: NodeProof[]): void =>
    known.addNotices({ proposalId: fromHex(known.id), notices: proofs.map(noticeOf) });
  const asked = (): number[] => node.gossip.asked.map(({ seat }) => seat);
  const want = async (seat?: number): Promise<void> => {
    node.fetcher.want(known, LEFT, seat);
    await rest();
  };
  /** Until nothing more is tried. */
  const wait = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      node.pass(10);
      node.fetcher.update();
      await rest();
    }
  };
  return { node, known, tell, asked, want, wait };
}

test("P6.5 a wanted proof is fetched, judged and kept; what is not told of is not asked for", async () => {
  const { node, known, tell, asked, want } = await started();
  await want();
  assert.deepEqual(asked(), []);
  const proof = await node.proofBy(known, LEFT, 0);
  tell(proof);
  node.gossip.proofsOfPeers.push(proof);
  assert.deepEqual([known.isProven(LEFT), known.provenBy(LEFT), known.proofsOf(LEFT).length], [true, [0], 0]);
  await want();
  assert.deepEqual(known.proofOf(LEFT)?.message, proof);
  assert.deepEqual([known.missing(LEFT), known.provenBy(LEFT)], [[], [0]]);
  await want();
  assert.deepEqual(asked(), [0]);
});

test("P6.5 a proof that nobody gives is asked for three times, with pauses, and does not count meanwhile", async () => {
  const { node, known, tell, asked, want, wait } = await started();
  const proof = await node.proofBy(known, LEFT, 0);
  tell(proof);
  await want();
  assert.deepEqual([known.isProven(LEFT), known.provenBy(LEFT)], [false, []]);
  node.fetcher.update();
  await rest();
  assert.equal(asked().length, 1);
  await wait();
  assert.equal(asked().length, 3);
  assert.equal(known.readySince(ROOT, node.time), undefined);
});

test("P6.5 a proof that comes at the second try counts", async () => {
  const { node, known, tell, want, wait } = await started();
  const proof = await node.proofBy(known, LEFT, 0);
  tell(proof);
  await want();
  node.gossip.proofsOfPeers.push(proof);
  await wait();
  assert.deepEqual(known.proofOf(LEFT)?.message, proof);
});

test("P6.5 a proof that does not verify counts no more, and its seat's next proof of the node neither", async () => {
  const { node, known, tell, asked, want } = await started();
  const lie = await node.proofBy(known, LEFT, 0, false);
  tell(lie);
  node.gossip.proofsOfPeers.push(lie);
  await want();
  assert.deepEqual([known.isProven(LEFT), known.isDropped(LEFT, 0)], [false, true]);
  tell(await node.proofBy(known, LEFT, 0));
  await want();
  assert.deepEqual(asked(), [0]);
});

test("R15 a seat that needs a node takes it when none of its proofs can be had, and not sooner", async () => {
  const { node, known, tell, want } = await started();
  const [bound, rescue] = [await node.proofBy(known, LEFT, 0), await node.proofBy(known, LEFT, 3)];
  tell(bound, rescue);
  node.gossip.proofsOfPeers.push(rescue);
  await want(1);
  assert.equal(known.takenBy(LEFT), undefined);
  assert.deepEqual(known.provenBy(LEFT), [3]);
  node.fetcher.want(known, ROOT, 1);
  const other = await started();
  other.tell(await other.node.proofBy(other.known, LEFT, 0));
  await other.want(1);
  assert.equal(other.known.takenBy(LEFT), 1);
});

test("P6.5 nothing is asked for before the block is executed, nor after its window, nor when the node ends", async () => {
  const { node, known, tell, asked, want, wait } = await started();
  tell(await node.proofBy(known, LEFT, 0));
  const { execution } = known;
  known.execution = undefined;
  await want();
  known.execution = execution;
  node.toEnd();
  await want();
  assert.deepEqual(asked(), []);
  const other = await started();
  other.tell(await other.node.proofBy(other.known, LEFT, 0));
  await other.node.fetcher.stop();
  await other.want();
  await wait();
  assert.deepEqual(other.asked(), []);
});

test("P6.3 a proof that cannot be judged now is kept, and judged when checks work again", async () => {
  const { node, known, tell, want } = await started();
  const proof = await node.proofBy(known, LEFT, 0);
  tell(proof);
  node.gossip.proofsOfPeers.push(proof);
  node.proofs.checkFailures.push(new Error("too many checks"));
  await want();
  assert.deepEqual([known.proofsOf(LEFT).length, known.hasEarly], [0, true]);
  node.executor.update();
  await rest();
  assert.deepEqual(known.proofOf(LEFT)?.message, proof);
});

test("P6.5 a proof that comes is looked at once, whether it is kept or not", async () => {
  const { node, known, tell, asked, want } = await started();
  const proofs = [];
  for (const seat of [0, 3, 4, 5, 6]) proofs.push(await node.proofBy(known, LEFT, seat));
  tell(...proofs);
  node.gossip.proofsOfPeers.push(...proofs);
  for (let i = 0; i < 5; i++) await want();
  assert.equal(asked().length, 5);
  assert.equal(known.proofsOf(LEFT).length, 4);
});

test("R15 a seat that needs a node takes it also if it was asked for in vain before, by whomever", async () => {
  const { node, known, tell, want, wait } = await started();
  tell(await node.proofBy(known, LEFT, 0));
  await want();
  await wait();
  assert.equal(known.takenBy(LEFT), undefined);
  await want(1);
  assert.equal(known.takenBy(LEFT), 1);
});

test("R15 who needs a node takes it after eight seconds, whoever goes on telling of proofs that do not come", async () => {
  const { node, known, tell, want } = await started();
  const answers: (() => void)[] = [];
  node.gossip.fetchProof = () => new Promise((resolve) => answers.push(() => resolve(undefined)));
  tell(await node.proofBy(known, LEFT, 0));
  await want(1);
  for (const [seconds, seat] of [
    [7, 3],
    [1, 4],
  ] as const) {
    assert.equal(known.takenBy(LEFT), undefined);
    node.pass(seconds);
    tell(await node.proofBy(known, LEFT, seat));
    await want(1);
    node.fetcher.update();
  }
  assert.equal(known.takenBy(LEFT), 1);
  for (const answer of answers) answer();
});

test("R15 when a seat is believed no more, its other nodes count as unproven, and who needs them takes them", async () => {
  const node = await TestNode.started({ seats: 8 });
  const bid = node.committedRival([2, 0, 1, 4, 5, 6, 7], { depth: 2 });
  const { known } = bid;
  node.toProofWindow();
  await node.reveal(bid);
  const leaves = [3, 4, 5, 6].map((number) => nodeAt(number));
  for (const leaf of leaves) {
    const notice = noticeOf(await node.proofBy(known, leaf, 3));
    known.addNotices({ proposalId: fromHex(known.id), notices: [notice] });
  }
  const watch = known.watchNodes();
  watch.take();
  for (const leaf of leaves) node.fetcher.want(known, leaf, 1);
  await rest();
  assert.deepEqual(
    leaves.map((leaf) => known.takenBy(leaf)),
    [1, 1, 1, 1],
  );
  assert.deepEqual(watch.take().sort(), [1, 2, 3, 4, 5, 6]);
  assert(leaves.every((leaf) => !known.isProven(leaf)));
});

test("R15 a seat waits eight seconds from when peers are asked, and sixteen from when it needs the proof", () => {
  const never = Number.POSITIVE_INFINITY;
  assert.equal(waitsUntil(1_000, 1_000), 9_000);
  assert.equal(waitsUntil(1_000, 500), 9_000, "it was asked for before the seat needed it");
  assert.equal(waitsUntil(1_000, 5_000), 13_000);
  assert.equal(waitsUntil(1_000, 15_000), 17_000);
  assert.equal(waitsUntil(1_000, never), 17_000);
});
