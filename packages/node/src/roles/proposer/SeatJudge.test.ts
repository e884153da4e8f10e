import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { nodeAt } from "@trellis/protocol";
import { claimSeconds } from "@trellis/strategy";
import { SeatConducts } from "../../disk/SeatConducts.ts";
import { DOMAIN, type Rival, rest, TestNode, type TestNodeOptions } from "../../testing/TestNode.ts";
import { SeatJudge } from "./SeatJudge.ts";

/** In the order of nodes: root, left leaf, right leaf. */
const NAMED = [2, 0, 1];
/** Seat 3 steps in for seat 0. */
const PROVERS = [2, 3, 1];
const LEFT = { depth: 1, index: 0 };
const CLAIM_TIME = claimSeconds(600);

async function judged(t: TestContext, options: TestNodeOptions = {}) {
  const path = await mkdtemp(join(tmpdir(), "trellis-judge-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const conducts = new SeatConducts(path, DOMAIN);
  await conducts.open();
  const node = await TestNode.started(options);
  return { node, conducts, judge: new SeatJudge(node.parts, conducts), path };
}

/** A revealed block that leads for the time of a claim. */
async function revealed(node: TestNode, judge: SeatJudge): Promise<Rival> {
  const bid = node.committedRival(NAMED);
  node.toProofWindow();
  await node.reveal(bid);
  ready(node, judge);
  return bid;
}

/** Lets the time of a claim pass. */
function ready(node: TestNode, judge: SeatJudge): void {
  node.pass(1);
  judge.update();
  node.pass(CLAIM_TIME);
  judge.update();
}

/** Its proofs, each in its time; L1 accepts the block. */
async function proven(node: TestNode, judge: SeatJudge, bid: Rival, provers = PROVERS): Promise<void> {
  for (const number of [2, 1, 0]) {
    await node.book.take(await node.proofBy(bid.known, nodeAt(number), provers[number]!));
    if (number === 1) ready(node, judge);
  }
  node.accept(bid);
}

test("R8 seats of the final block are judged by node, once: whether they proved what was ready", async (t) => {
  const { node, conducts, judge } = await judged(t);
  const bid = await revealed(node, judge);
  await proven(node, judge, bid);
  judge.update();
  assert.equal(conducts.size, 0);
  node.finalise();
  judge.update();
  judge.update();
  assert.deepEqual(conducts.of(0), { bound: 1, kept: 0 });
  assert.deepEqual(conducts.of(1), { bound: 1, kept: 1 });
  assert.deepEqual(conducts.of(2), { bound: 1, kept: 1 });
  assert.equal(conducts.of(3), undefined);
  assert.deepEqual(node.of("seats_judged"), [
    { event: "seats_judged", height: 1n, kept: 2, missed: 1, known: 3 },
  ]);
  await judge.stop();
});

test("R8 nodes that were not ready for the time of a claim say nothing about their seats", async (t) => {
  const { node, conducts, judge } = await judged(t);
  await node.acceptedRival(NAMED, PROVERS);
  node.finalise();
  judge.update();
  assert.equal(conducts.size, 0);
  assert.deepEqual(node.of("seats_judged"), [
    { event: "seats_judged", height: 1n, kept: 0, missed: 0, known: 0 },
  ]);
  await judge.stop();
});

test("R8 a seat whose proof came too late for L1 has kept its node", async (t) => {
  const { node, conducts, judge } = await judged(t);
  const bid = await revealed(node, judge);
  await proven(node, judge, bid);
  await node.book.take(await node.proofBy(bid.known, LEFT, 0));
  node.finalise();
  judge.update();
  assert.deepEqual(conducts.of(0), { bound: 1, kept: 1 });
  await judge.stop();
});

test("R8 a claim without a proof is a node missed, once L1 takes no proof of it any more", async (t) => {
  const { node, conducts, judge } = await judged(t);
  const bid = await revealed(node, judge);
  node.claim(bid.known, LEFT, 0);
  await proven(node, judge, bid);
  node.finalise();
  judge.update();
  assert.deepEqual(conducts.of(0), { bound: 1, kept: 0 });
  await judge.stop();
});

test("R16 if the round ends early, a claimed node may still be proven, and counts as kept", async (t) => {
  const { node, conducts, judge } = await judged(t, { settings: { earlyEnd: true } });
  const bid = node.committedRival([2, 1, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  node.claim(bid.known, LEFT, 1);
  ready(node, judge);
  await proven(node, judge, bid, [2, 3, 1]);
  // Both committed seats are proven, so anyone may end the round.
  node.l1.finalize();
  node.see();
  judge.update();
  assert.deepEqual(conducts.of(1), { bound: 2, kept: 2 });
  await judge.stop();
});

test("judged heights are remembered after a restart and not judged again", async (t) => {
  const { node, conducts, judge, path } = await judged(t);
  const bid = await revealed(node, judge);
  await proven(node, judge, bid);
  node.finalise();
  judge.update();
  await judge.stop();
  const read = new SeatConducts(path, DOMAIN);
  await read.open();
  assert.deepEqual(read.of(0), conducts.of(0));
  new SeatJudge(node.parts, read).update();
  assert.equal(node.of("seats_judged").length, 1);
  // Nor after a reorganisation.
  node.see(node.l1.view(true));
  judge.update();
  assert.equal(node.of("seats_judged").length, 1);
});

test("on a chain that is far behind it starts again from nothing", async (t) => {
  const { conducts, judge } = await judged(t);
  conducts.add(500n, [new Map([[0, { bound: 9, kept: 0 }]])]);
  judge.update();
  assert.equal(conducts.height, 0n);
  assert.equal(conducts.size, 0);
  await judge.stop();
});

test("a write that fails is tried again, and delays nothing else", async (t) => {
  const { node, conducts, judge } = await judged(t);
  const save = t.mock.method(conducts, "save", () => Promise.reject(new Error("no space")));
  const bid = await revealed(node, judge);
  await proven(node, judge, bid);
  node.finalise();
  judge.update();
  await rest();
  judge.update();
  await rest();
  assert.equal(save.mock.callCount(), 1);
  assert.equal(conducts.of(1)?.kept, 1);
  save.mock.restore();
  node.time += 5_000;
  judge.update();
  await judge.stop();
});
