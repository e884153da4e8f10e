import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrellisEvent } from "@trellis/rpc-api";
import { seatSecret, TestNode } from "../testing/TestNode.ts";
import { caseOf, court, LEFT, report } from "../testing/testCourt.ts";
import { OwnStanding } from "./OwnStanding.ts";

/** The standing of a node with some of a test's seats. It hears of what happens from now on. */
function standing(node: TestNode, seats: readonly number[]) {
  const problems: string[] = [];
  const emit = (event: TrellisEvent): void => {
    if (event.event === "problem") problems.push(event.code);
  };
  const own = new OwnStanding({ seatSecretKeys: seats.map(seatSecret), account: node.address, emit });
  /** Takes what the node has read, from the deployment on or since the last time. */
  const take = (reset: boolean): void => {
    const view = node.l1.view(reset);
    node.see(view);
    own.onChainChange({ view, chain: node.chain, undone: [], finals: [] });
  };
  return { own, problems, take };
}

test("before L1 has been read nothing is known", async () => {
  const node = await TestNode.started();
  assert.equal(standing(node, [0]).own.report(), undefined);
});

test("own seats, stake and balance are counted, others' are not", async () => {
  const node = await TestNode.started();
  const { own, take } = standing(node, [0, 2, 9]);
  take(true);
  const { seats, tokens, answers } = own.report()!;
  assert.deepEqual(seats, { owned: 2, active: 2 });
  assert.equal(tokens.stake, 2n * node.chain.view.stakes.stake);
  assert.equal(tokens.free, 1_000_000n);
  assert.deepEqual(answers, { due: 0, left: undefined });
});

test("TRL-NOD-037 stake that is taken is a late answer, told once, and lowers the stake", async () => {
  const node = await TestNode.started();
  const { own, take, problems } = standing(node, [0]);
  take(true);
  const { stake } = own.report()!.tokens;
  node.l1.slash(0, 7n);
  node.l1.slash(1, 7n);
  take(false);
  assert.deepEqual(problems, ["TRL-NOD-037"]);
  assert.deepEqual([own.report()!.tokens.slashed, own.report()!.tokens.stake], [7n, stake - 7n]);
  take(true);
  assert.deepEqual(problems, ["TRL-NOD-037"], "what is read again is no news");
  assert.equal(own.report()!.tokens.slashed, 7n);
});

test("TRL-NOD-039 the settled reward shows that a named seat has no proof on L1", async () => {
  const node = await TestNode.started();
  const { own, take, problems } = standing(node, [0, 1]);
  take(true);
  // The transcript names the seats 2, 0 and 1; seat 3 proves the node of seat 0.
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  node.finalise();
  node.l1.settleReward(bid.known.proposal);
  take(true);
  assert.deepEqual(own.report()!.named, { proven: 1, unproven: 1 });
  assert.deepEqual(problems, []);
  const other = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  node.finalise();
  node.l1.settleReward(other.known.proposal);
  take(false);
  assert.deepEqual(own.report()!.named, { proven: 2, unproven: 2 });
  assert.deepEqual(problems, ["TRL-NOD-039"]);
});

test("a case against an own seat is an answer that is due, with the time that is left", async (t) => {
  const it = await court(t);
  const { node, bid } = it;
  const { own, take } = standing(node, [0]);
  node.claim(bid.known, LEFT, 0);
  node.accept(bid);
  node.finalise();
  node.l1.settleReward(bid.known.proposal);
  report(it, LEFT, 0);
  take(true);
  assert.equal(caseOf(it, 0), "1");
  const { answers } = own.report()!;
  assert.equal(answers.due, 1);
  assert.ok(answers.left! > 0 && answers.left! <= 200, `${answers.left}`);
});
