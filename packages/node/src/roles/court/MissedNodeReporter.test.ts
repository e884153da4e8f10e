import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, noticeOf } from "@trellis/protocol";
import { DUTY_GAS } from "@trellis/strategy";
import { openStores } from "../../disk/openStores.ts";
import { refused } from "../../testing/FakeL1.ts";
import { DOMAIN, turn } from "../../testing/TestNode.ts";
import { caseOf, court, finish, LEFT, NAMED, REPORT, runs, TURN } from "../../testing/testCourt.ts";
import { MissedNodeReporter } from "./MissedNodeReporter.ts";

test("R8: a seat that claimed a node which no kept proof shows is reported in turn, once", async (t) => {
  const it = await court(t);
  const { node, bid } = it;
  node.claim(bid.known, LEFT, 0);
  const role = it.reporter();
  await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  finish(it);
  await turn(node, role);
  assert.equal(node.l1.count("report"), 0, "others go first");
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(caseOf(it, 0), "1");
  assert.equal(node.l1.count("report"), 1);
  assert.deepEqual(
    node.of("l1_transaction").map(({ action, proposalId }) => [action, proposalId]),
    [["report", bid.known.id]],
  );
  await role.stop();
});

test("R8: a seat that is bound without the node's inputs never claims, and so is not reported", async (t) => {
  const it = await court(t);
  finish(it);
  const role = it.reporter();
  for (let i = 0; i < 4; i++) await turn(it.node, role, TURN);
  assert.equal(it.node.l1.count("report"), 0);
  assert.deepEqual(it.stores.claims.blocks(), []);
  await role.stop();
});

test("R8: nobody is reported for a node that a kept proof shows, that it has proven on gossip, or that is its own", async (t) => {
  for (const [provers, own, isSeen] of [
    [NAMED, [], false],
    [[2, 3, 1], [], true],
    [[2, 3, 1], [0], false],
  ] as const) {
    const it = await court(t, provers);
    const { node, bid } = it;
    node.claim(bid.known, LEFT, 0);
    if (isSeen) await node.book.take(await node.proofBy(bid.known, LEFT, 0));
    const role = it.reporter(own);
    node.accept(bid);
    role.update();
    node.finalise();
    node.l1.settleReward(bid.known.proposal);
    for (let i = 0; i < 4; i++) await turn(node, role, TURN);
    assert.equal(node.l1.count("report"), 0);
    await role.stop();
  }
});

for (const isGiven of [true, false]) {
  test(`R8: a seat that tells of a proof which no kept proof shows is ${isGiven ? "not reported if it gives the proof" : "reported if nobody gives the proof"}`, async (t) => {
    const it = await court(t);
    const { node, bid } = it;
    node.claim(bid.known, LEFT, 0);
    const proof = await node.proofBy(bid.known, LEFT, 0);
    bid.known.addNotices({ proposalId: fromHex(bid.known.id), notices: [noticeOf(proof)] });
    if (isGiven) node.gossip.proofsOfPeers.push(proof);
    const role = it.reporter();
    node.accept(bid);
    await turn(node, role);
    node.finalise();
    node.l1.settleReward(bid.known.proposal);
    for (let i = 0; i < 4; i++) await turn(node, role, TURN);
    assert.equal(node.l1.count("report"), isGiven ? 0 : 1);
    await role.stop();
  });
}

test("R8: a report waits for the reward to be settled, and comes within the report window only", async (t) => {
  const it = await court(t);
  const { node, bid, stores } = it;
  node.claim(bid.known, LEFT, 0);
  const role = it.reporter();
  node.accept(bid);
  node.finalise();
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  node.pass(REPORT);
  node.l1.settleReward(bid.known.proposal);
  await runs(node, role, () => stores.claims.blocks().length === 0);
  assert.equal(node.l1.count("report"), 0);
  await role.stop();
});

test("R8: claims outlast the process until the report window ends", async (t) => {
  const it = await court(t);
  const { node, bid, folder } = it;
  node.claim(bid.known, LEFT, 0);
  finish(it);
  const role = it.reporter();
  await runs(node, role, () => it.stores.claims.blocks().length === 1);
  await role.stop();
  node.proposals.retain(() => false);
  const stores = await openStores(folder, DOMAIN);
  const again = new MissedNodeReporter(node.parts, stores.claims, it.settings([]));
  for (let i = 0; i < 3; i++) await turn(node, again, TURN);
  assert.equal(caseOf(it, 0), "1");
  await again.stop();
});

test("M7: no report costs more than the bounty", async (t) => {
  const it = await court(t);
  const { node, bid } = it;
  node.claim(bid.known, LEFT, 0);
  finish(it);
  const gas = DUTY_GAS.report + DUTY_GAS.settleCase;
  // The bounty is 1,000 wei.
  const dear = { gasPrice: 1_001n, tokenPrice: gas * 10n ** 18n };
  const role = it.reporter([], dear);
  for (let i = 0; i < 3; i++) await turn(node, role, TURN);
  assert.equal(node.l1.count("report"), 0);
  const other = it.reporter([], { ...dear, gasPrice: 1_000n });
  for (let i = 0; i < 3; i++) await turn(node, other, TURN);
  assert.equal(node.l1.count("report"), 1);
  await Promise.all([role, other].map((one) => one.stop()));
});

test("R8: what L1 refuses is not reported again; what failed otherwise is", async (t) => {
  for (const [failure, calls] of [
    [refused("InvalidClaim"), 1],
    [new Error("L1 does not answer"), 2],
  ] as const) {
    const it = await court(t);
    const { node, bid } = it;
    node.claim(bid.known, LEFT, 0);
    finish(it);
    node.l1.failures.set("report", [failure]);
    const role = it.reporter();
    for (let i = 0; i < 5; i++) await turn(node, role, TURN);
    assert.equal(node.l1.count("report"), calls);
    await role.stop();
  }
});
