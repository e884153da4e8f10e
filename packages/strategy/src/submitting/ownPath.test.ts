import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeKey, type TreeNode } from "@trellis/protocol";
import { ownPath, type PathDecision, type PathTask, pathAbove, type UnkeptNode } from "./ownPath.ts";

const TASK: PathTask = {
  treeDepth: 3,
  seconds: { leaf: 5, merge: 20, root: 30 },
  costOf: () => 10n,
  submissionCost: 100n,
  now: 0n,
  proofEnd: 1_000n,
  slotTime: 12,
};
const LEAF: UnkeptNode = { node: { depth: 3, index: 0 }, pay: 1_000n };
const NEIGHBOUR: TreeNode = { depth: 3, index: 1 };

const decide = (nodes: readonly UnkeptNode[], task: Partial<PathTask>): PathDecision =>
  ownPath(
    nodes,
    pathAbove(
      nodes.map(({ node }) => node),
      () => false,
    ),
    { ...TASK, ...task },
  );

test("M1: a prover whose node the block proofs leave out makes the path itself, as late as it can", () => {
  // Two merges and the root take 70 s, reckoned as 105 s; five slots are 60 s.
  assert.equal(decide([LEAF], { now: 834n }), "later");
  assert.equal(decide([LEAF], { now: 835n }), "now");
  assert.equal(decide([LEAF], { now: 870n }), "now");
  assert.equal(decide([LEAF], { now: 871n }), "never");
});

test("M1: a path is made only if the nodes below it pay for its proofs and its gas", () => {
  assert.equal(decide([], { now: 840n }), "never");
  assert.equal(decide([{ ...LEAF, pay: 130n }], { now: 840n }), "never");
  assert.equal(decide([{ ...LEAF, pay: 131n }], { now: 840n }), "now");
  // Neighbours share their path: both pay for it.
  const pair = [
    { ...LEAF, pay: 70n },
    { node: NEIGHBOUR, pay: 70n },
  ];
  assert.equal(decide(pair, { now: 840n }), "now");
});

test("M1: a proof that shows the node is not made again, and a root of one's own needs no path", () => {
  const path = (nodes: readonly TreeNode[], shown: readonly string[]): string[] =>
    pathAbove(nodes, (node, own) => shown.includes(`${nodeKey(node)} shows ${nodeKey(own)}`)).map(nodeKey);
  assert.deepEqual(path([LEAF.node], []), ["2/0", "1/0", "0/0"]);
  assert.deepEqual(path([LEAF.node], ["2/0 shows 3/0"]), ["1/0", "0/0"]);
  // A proof that shows only one of two own nodes takes the other one's pay.
  assert.deepEqual(path([LEAF.node, NEIGHBOUR], ["2/0 shows 3/0"]), ["2/0", "1/0", "0/0"]);
  assert.deepEqual(path([LEAF.node, NEIGHBOUR], ["2/0 shows 3/0", "2/0 shows 3/1"]), ["1/0", "0/0"]);
  assert.deepEqual(path([{ depth: 0, index: 0 }], []), []);
});
