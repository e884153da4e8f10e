import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, nodeAt, noticeOf, proverAt, ROOT_NODE } from "@trellis/protocol";
import { proverRole, published } from "../../testing/proverRole.ts";
import { type Rival, TestNode, turn } from "../../testing/TestNode.ts";

const VICTIM = 0;
const THIEF = 3;
/** A block of depth 2 in which the victim is named for the first leaf, node 3. */
const NAMED = [1, 2, 1, VICTIM, 2, 1, 2];
const LEAF = nodeAt(3);
/** Proofs take a second, slots last a second: two proofs above the leaf are begun so many seconds before the window ends. */
const BEGINS = 2 * 1.5 + 5;

/** The block is proven without the victim, which was just as quick, and L1 has that proof. */
async function leftOut(): Promise<{ node: TestNode; role: ReturnType<typeof proverRole>; bid: Rival }> {
  const node = await TestNode.started();
  const role = proverRole(node, [VICTIM]);
  const bid = node.committedRival(NAMED, { depth: 2 });
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, [1, 2, 1, THIEF, 2, 1, 2]);
  node.accept(bid);
  await turn(node, role);
  return { node, role, bid };
}

const left = ({ chain }: TestNode): number => Number(chain.running.windows!.proofEnd! - chain.now);

test("R8, R2 a seat claims and proves its own node, also if another seat's proof of it was there before", async () => {
  const { node, role, bid } = await leftOut();
  assert.deepEqual(published(node, "start_claims"), ["2/0 by 0"]);
  assert.deepEqual(published(node), ["2/0 by 0"]);
  assert.equal(bid.known.proofOf(LEAF)?.message.seat, VICTIM, "it is what a merge would be built on");
  await role.stop();
});

test("M1 a prover that block proofs leave out proves the path above its node before the window ends", async () => {
  const { node, role, bid } = await leftOut();
  const { proposalId: best } = node.chain.proven(bid.known.id)!;
  assert.equal(best, node.chain.view.status.best);
  await turn(node, role, left(node) - BEGINS - 1);
  assert.deepEqual(published(node), ["2/0 by 0"], "others may still show it");
  await turn(node, role, 1);
  assert.deepEqual(published(node).slice(1), ["1/0 by 0"]);
  // One proof is left, so it may wait a little more.
  await turn(node, role, 1);
  assert.deepEqual(published(node).slice(2), ["0/0 by 0"]);
  const shown = bid.known
    .proofsOf(ROOT_NODE)
    .map(({ message }) => proverAt(message.seatWords, ROOT_NODE, LEAF))
    .filter(({ seat }) => seat === VICTIM);
  assert.deepEqual(shown, [{ seat: VICTIM, isCommitted: true }]);
  await turn(node, role, 1);
  assert.equal(published(node).length, 3, "once");
  await role.stop();
});

test("M1 a prover proves no path if L1 has its node, or if a proof that shows it is known", async () => {
  const { node, role, bid } = await leftOut();
  // An honest prover of the merge and the root takes the named seat's proof.
  const [merge, root] = [nodeAt(1), ROOT_NODE];
  await node.book.take(await node.proofBy(bid.known, merge, THIEF));
  await node.book.take(await node.proofBy(bid.known, root, THIEF));
  await turn(node, role, left(node) - BEGINS + 1);
  assert.deepEqual(published(node), ["2/0 by 0"]);
  await role.stop();
});

test("M1 a prover that block proofs leave out fetches the proofs above its node that peers tell of, before it proves any", async () => {
  const { node, role, bid } = await leftOut();
  const { known } = bid;
  // Another node, which has the victim's proof, makes them.
  const other = await leftOut();
  await other.node.book.take(await other.node.proofBy(other.bid.known, LEAF, VICTIM));
  for (const at of [nodeAt(1), ROOT_NODE]) {
    const proof = await other.node.proofBy(other.bid.known, at, THIEF);
    await other.node.book.take(proof);
    known.addNotices({ proposalId: fromHex(known.id), notices: [noticeOf(proof)] });
    node.gossip.proofsOfPeers.push(proof);
  }
  await turn(node, role);
  await turn(node, role, left(node) - BEGINS + 1);
  assert.deepEqual(published(node), ["2/0 by 0"]);
  assert.equal(node.gossip.asked.length, 2);
  await Promise.all([role, other.role].map((one) => one.stop()));
});
