import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { NO_CONDUCT } from "@trellis/strategy";
import { SeatConducts } from "../../disk/SeatConducts.ts";
import { DOMAIN, rest, TestNode } from "../../testing/TestNode.ts";
import { SeatJudge } from "./SeatJudge.ts";

/** In the order of nodes: root, left leaf, right leaf. */
const NAMED = [2, 0, 1];
const PROVERS = [2, 3, 1];
const LEAF = { depth: 1, index: 0 };

async function judged(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), "trellis-judge-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  const conducts = new SeatConducts(path, DOMAIN);
  await conducts.open();
  const node = await TestNode.started();
  return { node, conducts, judge: new SeatJudge(node.parts, conducts), path };
}

test("P5.1 seats of a final block are judged by node, once", async (t) => {
  const { node, conducts, judge } = await judged(t);
  await node.acceptedRival(NAMED, PROVERS);
  judge.update();
  assert.equal(conducts.size, 0);
  node.finalise();
  judge.update();
  judge.update();
  assert.deepEqual(conducts.of(0), { ...NO_CONDUCT, missing: 1 });
  assert.deepEqual(conducts.of(1), { ...NO_CONDUCT, delivered: 1 });
  assert.deepEqual(conducts.of(2), { ...NO_CONDUCT, delivered: 1 });
  assert.deepEqual(conducts.of(3), NO_CONDUCT);
  assert.deepEqual(node.of("seats_judged"), [
    { event: "seats_judged", height: 1n, delivered: 2, late: 0, missing: 1, known: 3 },
  ]);
  await judge.stop();
});

test("P5.1 a seat whose proof gossip brought was late, not missing", async (t) => {
  const { node, conducts, judge } = await judged(t);
  const bid = await node.acceptedRival(NAMED, PROVERS);
  await node.book.take(await node.proofBy(bid.known, LEAF, 0));
  node.finalise();
  judge.update();
  assert.deepEqual(conducts.of(0), { ...NO_CONDUCT, late: 1 });
  await judge.stop();
});

test("P5.1 without transcript and proof L1's bitmaps show which seats are missing", async (t) => {
  const { node, conducts, judge } = await judged(t);
  await node.acceptedRival(NAMED, PROVERS);
  node.finalise();
  node.proposals.retain(() => false);
  judge.update();
  assert.equal(conducts.of(0).missing, 1);
  assert.equal(conducts.of(1).delivered, 1);
  await judge.stop();
});

test("judged heights are remembered after a restart and not judged again", async (t) => {
  const { node, conducts, judge, path } = await judged(t);
  await node.acceptedRival(NAMED, PROVERS);
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
  conducts.add(500n, [new Map([[0, { ...NO_CONDUCT, missing: 9 }]])]);
  judge.update();
  assert.equal(conducts.height, 0n);
  assert.equal(conducts.size, 0);
  await judge.stop();
});

test("a write that fails is tried again, and delays nothing else", async (t) => {
  const { node, conducts, judge } = await judged(t);
  const save = t.mock.method(conducts, "save", () => Promise.reject(new Error("no space")));
  await node.acceptedRival(NAMED, PROVERS);
  node.finalise();
  judge.update();
  await rest();
  judge.update();
  await rest();
  assert.equal(save.mock.callCount(), 1);
  assert.equal(conducts.of(1).delivered, 1);
  save.mock.restore();
  node.time += 5_000;
  judge.update();
  await judge.stop();
});
