import assert from "node:assert/strict";
import { test } from "node:test";
import { ignore } from "@trellis/gossip";
import { publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import { MAX_BATCH_CLAIMS, messageOf, NOOP, transactionOf } from "@trellis/protocol";
import { verifyStartClaim } from "@trellis/protocol/keys";
import { proverRole, proving, published } from "../../testing/proverRole.ts";
import { DOMAIN, TestNode, turn } from "../../testing/TestNode.ts";

/** A deposit that L1 does not have. */
const DEPOSIT = messageOf({ ...NOOP, kind: "deposit", amount: 1_000n }, l2PublicKeyOf(77n));
const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
const claims = (node: TestNode): string[] => published(node, "start_claims");

test("R8 a seat claims what it is bound to when its inputs are here, and proves it at once", async () => {
  const { node, role, bid } = await proving([0, 2], [2, 0, 1]);
  await turn(node, role);
  assert.deepEqual(claims(node), ["1/0 by 0"]);
  assert.deepEqual(published(node), ["1/0 by 0"]);
  await node.book.take(await node.proofBy(bid.known, RIGHT, 1));
  await turn(node, role);
  assert.deepEqual(claims(node), ["1/0 by 0", "0/0 by 2"]);
  assert.deepEqual(published(node), ["1/0 by 0", "0/0 by 2"]);
  for (const { proposalId, claims } of node.gossip.sent("start_claims")) {
    for (const claim of claims) {
      assert(verifyStartClaim(DOMAIN, { ...claim, proposalId }, node.chain.seats.key(claim.seat)!));
    }
  }
  assert.deepEqual(
    node.of("claimed").map(({ kind, seat }) => `${kind} by ${seat}`),
    ["leaf by 0", "root by 2"],
  );
  await role.stop();
});

test("R8 a prover claims no more than its machines can start now, the node nearest to the root first", async () => {
  const { node, role, bid } = await proving([0], [0, 0, 0], { maxJobs: 1 });
  node.proofs.hold();
  for (let i = 0; i < 3; i++) await turn(node, role);
  assert.equal(claims(node).length, 1);
  assert.equal(node.proofs.jobs.length, 1);
  node.proofs.release();
  for (let i = 0; i < 3; i++) await turn(node, role);
  assert.deepEqual(claims(node).toSorted(), ["0/0 by 0", "1/0 by 0", "1/1 by 0"]);
  assert.equal(bid.known.proofOf(ROOT)?.verdict, "valid");
  await role.stop();
});

test("R8 a machine that a failed claimed node still needs takes on no other claim", async () => {
  const { node, role } = await proving([0], [2, 0, 0], { maxJobs: 1 });
  node.proofs.failures.push(new Error("no memory"));
  await turn(node, role);
  await turn(node, role);
  assert.equal(claims(node).length, 1);
  await turn(node, role, 1);
  assert.deepEqual(published(node), claims(node));
  await turn(node, role);
  assert.equal(claims(node).length, 2);
  await role.stop();
});

test("R8 after the time for claims a seat does not claim; it may still prove the node in its turn", async () => {
  const node = await TestNode.started();
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  bid.known.readySince(LEFT, node.time);
  const role = proverRole(node, [0]);
  await turn(node, role, 6);
  await turn(node, role, 5);
  assert.deepEqual(claims(node), []);
  assert(published(node).includes("1/0 by 0"));
  await role.stop();
});

test("R8 a seat does not claim a node that it has proven before, nor one that the window is too short for", async () => {
  const proven = await proving([0], [2, 0, 1]);
  await proven.node.book.take(await proven.node.proofBy(proven.bid.known, LEFT, 0));
  await turn(proven.node, proven.role);
  assert.deepEqual(claims(proven.node), []);
  await proven.role.stop();

  const late = await proving([0], [2, 0, 1], { expectedSeconds: { leaf: 401, merge: 1, root: 1 } });
  await turn(late.node, late.role);
  assert.deepEqual(claims(late.node), []);
  await late.role.stop();
});

test("R8 nobody is bound to a block whose order its proposer never shows", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  node.committedRival([0, 0, 0]);
  node.toProofWindow();
  for (let i = 0; i < 4; i++) await turn(node, role, 100);
  assert.deepEqual(claims(node), []);
  assert.equal(node.proofs.jobs.length, 0);
  await role.stop();
});

test("R8 nobody is bound to a block that cannot be executed", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  const bid = node.committedRival([0, 0, 0], { transactions: [transactionOf(DEPOSIT)] });
  node.toProofWindow();
  await node.reveal(bid);
  await turn(node, role);
  assert(bid.known.isBad);
  assert.deepEqual(claims(node), []);
  await role.stop();
});

test("R8 nobody is bound to a merge whose inputs are missing", async () => {
  const { node, role, bid } = await proving([2], [2, 0, 1]);
  await node.book.take(await node.proofBy(bid.known, LEFT, 0));
  await turn(node, role);
  assert.deepEqual(claims(node), []);
  // A proof that does not verify is no input.
  assert.equal(await node.book.take(await node.proofBy(bid.known, RIGHT, 1, false)), "invalid");
  await turn(node, role);
  assert.deepEqual(claims(node), []);
  await role.stop();
});

test("R8 claims by seats that are not bound, and for nodes of others, bind nobody", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0]);
  const bid = node.committedRival([2, 0, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  node.claim(bid.known, LEFT, 3);
  assert.equal(bid.known.claimOf(LEFT), undefined, "the claim of a seat that is not bound");
  node.claim(bid.known, RIGHT, 0);
  assert.equal(bid.known.claimOf(RIGHT), undefined, "a claim of a node of another seat");
  node.proofs.hold();
  await turn(node, role);
  assert.deepEqual(claims(node), ["1/0 by 0"]);
  assert.equal(node.proofs.jobs.length, 1);
  node.proofs.release();
  await role.stop();
});

test("R8 a claim that gossip does not take now is published later; one that it knows is not", async () => {
  for (const [reason, later] of [
    ["busy", 1],
    ["known", 0],
  ] as const) {
    const { node, role } = await proving([0], [2, 0, 1]);
    node.gossip.verdicts.set("start_claims", [ignore(reason)]);
    await turn(node, role);
    assert.deepEqual(claims(node), []);
    await turn(node, role, 1);
    assert.equal(claims(node).length, later);
    await role.stop();
  }
});

test("R8 the claims of all own seats go together, in the order of their nodes", async () => {
  const { node, role } = await proving([0, 1], [2, 1, 0]);
  await turn(node, role);
  const sent = node.gossip.sent("start_claims");
  assert.deepEqual(
    sent.map(({ claims }) =>
      claims.map(({ node: { depth, index }, seat }) => `${depth}/${index} by ${seat}`),
    ),
    [["1/0 by 1", "1/1 by 0"]],
  );
  await role.stop();
});

test("R8 claims that do not fit one message go in further ones", async () => {
  const node = await TestNode.started();
  const role = proverRole(node, [0], { capacity: 127, maxJobs: 127 });
  node.proofs.hold();
  const named = Array.from({ length: 255 }, (_, number) => (number < 127 ? 1 : 0));
  const bid = node.committedRival(named, { depth: 7 });
  node.toProofWindow();
  await node.reveal(bid);
  await turn(node, role);
  assert.equal(claims(node).length, MAX_BATCH_CLAIMS, "one message is signed in a turn");
  await turn(node, role);
  assert.deepEqual(
    node.gossip.sent("start_claims").map(({ claims }) => claims.length),
    [MAX_BATCH_CLAIMS, 127 - MAX_BATCH_CLAIMS],
  );
  assert.equal(new Set(claims(node)).size, 127);
  node.proofs.release();
  await role.stop();
});
