import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, TrellisError } from "@trellis/protocol";
import { assignNodes, FeesStrategy } from "@trellis/strategy";
import { proverRole, proving, published } from "../testing/proverRole.ts";
import { rest, TestNode, turn, until } from "../testing/TestNode.ts";
import { ProposerRole } from "./proposer/ProposerRole.ts";

/** A machine that has taken over: another may have signed in the rounds that run. */
const HOLDS_BACK = { mayPromise: () => false, requireDuty: () => {} };
/** A machine whose lease has ended. */
const LOST = {
  mayPromise: () => false,
  requireDuty: () => {
    throw new TrellisError("TRL-NOD-081", "this machine has lost the lease");
  },
};
const FREE = { mayPromise: () => true, requireDuty: () => {} };

test("after a takeover a proposer does not bid in the other machine's round, and does in the next", async () => {
  const node = await TestNode.started();
  const role = new ProposerRole(node.parts, {
    settings: { depth: 1, queue: "all", bondRiskBps: 0 },
    signer: node.signer,
    strategy: new FeesStrategy({ proverShareBps: 6_000, bidFraction: 0.5 }),
    assign: assignNodes,
    conduct: { isIdle: () => false, weight: () => 0.5, precedence: () => 1 },
    votesItself: true,
  });
  const asked: string[] = [];
  node.gate = {
    ...HOLDS_BACK,
    mayPromise: ({ height, round }, now) => !asked.push(`${height}/${round} ${now}`),
  };
  await turn(node, role, 12);
  await rest();
  assert.equal(node.of("proposed").length, 0);
  assert.deepEqual(asked, [`${node.chain.running.key} ${node.chain.now}`]);
  node.gate = FREE;
  role.update();
  await until(() => node.of("proposed").length === 1);
  await role.stop();
});

test("after a takeover a prover does not vote in the other machine's round, and does in the next", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  node.rival([]);
  node.gate = HOLDS_BACK;
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 0);
  node.gate = FREE;
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 1);
  await role.stop();
});

test("after a takeover a prover claims nothing in the other machine's round, and proves what that has claimed", async () => {
  const { node, role, bid } = await proving([0, 1], [2, 0, 1]);
  node.gate = HOLDS_BACK;
  await turn(node, role);
  assert.deepEqual([published(node, "start_claims"), published(node)], [[], []]);
  node.claim(bid.known, nodeAt(1), 0);
  await turn(node, role);
  await until(() => published(node).length > 0);
  assert.deepEqual([published(node, "start_claims"), published(node)], [[], ["1/0 by 0"]]);
  await role.stop();
});

test("TRL-NOD-081 a proof that is made when the lease has ended is not signed", async () => {
  const { node, role, bid } = await proving([0, 1], [2, 0, 1]);
  node.claim(bid.known, nodeAt(1), 0);
  node.gate = LOST;
  await turn(node, role);
  await until(() => node.of("problem").length > 0);
  assert.equal(node.of("problem")[0]?.code, "TRL-NOD-081");
  assert.deepEqual(published(node), []);
  await role.stop();
});
