import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, noticeOf } from "@trellis/protocol";
import { TestNode } from "../../../testing/TestNode.ts";
import { OpenNodes } from "./OpenNodes.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };

/** A revealed block of depth 1 whose nodes all bind own seats, and its open nodes. */
async function started() {
  const node = await TestNode.started();
  const rival = node.committedRival([2, 0, 1]);
  const { known } = rival;
  node.toProofWindow();
  await node.reveal(rival);
  const entries = [...known.boundSeats().values()];
  const inputs: number[] = [];
  const open = new OpenNodes(known, node.fetcher, { add: (time) => inputs.push(time) });
  return { node, known, entries, open, inputs };
}

const claimable = (open: OpenNodes): string[] =>
  open.claimable.map(({ node, seat, readyAt }) => `${node.depth}/${node.index} by ${seat} since ${readyAt}`);
const unproven = (open: OpenNodes): string[] =>
  [...open.unproven].map(({ depth, index }) => `${depth}/${index}`);

test("R8 a node that can be proven is open to its seat's claim; one that waits for its children is not", async () => {
  const { entries, open } = await started();
  open.update(entries, 7);
  open.update(entries, 9);
  assert.deepEqual(claimable(open), ["1/0 by 0 since 7", "1/1 by 1 since 7"]);
  assert.equal(open.hasClaims, false);
});

test("R8 a claimed node is open until its own seat has proven it", async () => {
  const { node, known, entries, open } = await started();
  node.claim(known, LEFT, 0);
  open.update(entries, 7);
  assert.deepEqual([claimable(open), unproven(open), open.hasClaims], [["1/1 by 1 since 7"], ["1/0"], true]);
  await node.book.take(await node.proofBy(known, LEFT, 3));
  open.update(entries, 8);
  assert.deepEqual(unproven(open), ["1/0"], "another seat's proof does not count");
  await node.book.take(await node.proofBy(known, LEFT, 0));
  open.update(entries, 9);
  assert.deepEqual([unproven(open), open.hasClaims], [[], true]);
});

test("R8 the children's proofs open the node above; a proof by its own seat closes it without a claim", async () => {
  const { node, known, entries, open } = await started();
  open.update(entries, 7);
  await node.book.take(await node.proofBy(known, LEFT, 0));
  await node.book.take(await node.proofBy(known, RIGHT, 1));
  open.update(entries, 8);
  assert.deepEqual(claimable(open), ["0/0 by 2 since 8"]);
  await node.book.take(await node.proofBy(known, ROOT, 2));
  open.update(entries, 9);
  assert.deepEqual(claimable(open), []);
});

test("R8 other own seats have other open nodes; a block that is given up has none", async () => {
  const { known, entries, open } = await started();
  open.update(entries, 7);
  const others = entries.filter(({ seat }) => seat !== 0);
  open.update(others, 8);
  assert.deepEqual(claimable(open), ["1/1 by 1 since 7"]);
  known.release();
  open.update(others, 9);
  assert.deepEqual(claimable(open), []);
});

test("R15 a node measures once how long the proofs below an own node took to come, and never for a leaf", async () => {
  const { node, known, entries, open, inputs } = await started();
  open.update(entries, 7);
  const proofs = [await node.proofBy(known, LEFT, 0), await node.proofBy(known, RIGHT, 1)];
  known.addNotices({ proposalId: fromHex(known.id), notices: proofs.map(noticeOf) });
  open.update(entries, 10);
  assert.deepEqual([claimable(open).some((text) => text.startsWith("0/0")), inputs], [false, []]);
  for (const proof of proofs) await node.book.take(proof);
  open.update(entries, 25);
  open.update(entries, 26);
  assert.deepEqual(inputs, [15]);
});
