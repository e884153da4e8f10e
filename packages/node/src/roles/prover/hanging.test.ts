import assert from "node:assert/strict";
import { test } from "node:test";
import { proverRole, published } from "../../testing/proverRole.ts";
import { rest, TestNode, turn } from "../../testing/TestNode.ts";

/** Longer than a proof may take that others take a second for. */
const HANGS = 61;

test("R6 a prover whose proofs never end counts each claimed node once, and stops voting and claiming", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { mostMissed: 2, maxJobs: 2 });
  node.proofs.hold();
  const bid = node.committedRival([2, 0, 0]);
  node.toProofWindow();
  await node.reveal(bid);
  await turn(node, role);
  assert.deepEqual(published(node, "start_claims").toSorted(), ["1/0 by 0", "1/1 by 0"]);
  await node.proveAll(bid.known, [2, 3, 3]);
  node.accept(bid);
  node.toEnd();
  role.update();
  await rest();
  assert.deepEqual(
    node.of("missed").map(({ index, seat }) => [index, seat]),
    [
      [0, 0],
      [1, 0],
    ],
  );
  role.update();
  assert.equal(node.of("missed").length, 2);
  assert.deepEqual(
    [node.of("prover_paused")[0]?.missed, node.of("problem").map(({ code }) => code)],
    [2, ["TRL-NOD-036", "TRL-NOD-035", "TRL-NOD-035"]],
  );
  node.nextRound();
  node.rival([]);
  await turn(node, role);
  assert.equal(node.gossip.sent("votes").length, 0);
  await role.stop();
});

test("R6 a proof that hangs is given up, so that the machine tests itself; claims go on only after that", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { mostMissed: 1, maxJobs: 1 });
  node.proofs.hold();
  const bid = node.committedRival([2, 0, 0]);
  node.toProofWindow();
  await node.reveal(bid);
  await turn(node, role);
  assert.equal(published(node, "start_claims").length, 1);
  await turn(node, role, HANGS);
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-NOD-036", "TRL-NOD-035"],
  );
  // The claimed node again, which its seat still answers for, and no other claim.
  for (let i = 0; i < 3; i++) await turn(node, role, 1);
  assert.equal(published(node, "start_claims").length, 1);
  node.proofs.release();
  for (let i = 0; i < 4; i++) await turn(node, role, 1);
  assert(published(node).length > 0);
  assert.equal(node.of("prover_resumed").length, 1);
  await role.stop();
});

test("R6 a test of itself that hangs is given up too, and repeated", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { mostMissed: 1, maxJobs: 2 });
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  node.proofs.failures.push(new Error("no memory"));
  node.proofs.hold();
  await turn(node, role);
  const before = node.proofs.jobs.length;
  for (let i = 0; i < 3; i++) await turn(node, role, HANGS);
  assert(node.proofs.jobs.length > before + 1, "it has been tried again");
  assert.equal(node.of("prover_resumed").length, 0);
  node.proofs.release();
  for (let i = 0; i < 3; i++) await turn(node, role, 5);
  assert.equal(node.of("prover_resumed").length, 1);
  await role.stop();
});
