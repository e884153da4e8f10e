import assert from "node:assert/strict";
import { test } from "node:test";
import { proverRole, published } from "../../../testing/proverRole.ts";
import { TestNode, turn } from "../../../testing/TestNode.ts";

test("R6 votes follow the machines that there are: none without a machine, and some as soon as there are some", async () => {
  const node = await TestNode.started();
  let machines = 0;
  const role = proverRole(node, [0], {}, undefined, undefined, () => machines);
  node.rival([]);
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 0);
  machines = 4;
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 1);
  await role.stop();
});

test("R8 claims and proofs follow the machines that there are", async () => {
  const node = await TestNode.started();
  let machines = 0;
  const role = proverRole(node, [0], {}, undefined, undefined, () => machines);
  node.proofs.hold();
  const bid = node.committedRival([2, 0, 0]);
  node.toProofWindow();
  await node.reveal(bid);
  await turn(node, role);
  assert.deepEqual([published(node, "start_claims").length, node.proofs.jobs.length], [0, 0]);
  machines = 1;
  await turn(node, role);
  await turn(node, role);
  assert.deepEqual([published(node, "start_claims").length, node.proofs.jobs.length], [1, 1]);
  node.proofs.release();
  await role.stop();
});
