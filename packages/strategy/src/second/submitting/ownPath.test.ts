import assert from "node:assert/strict";
import { test } from "node:test";
import { ownPath, type PathTask, type UnkeptNode } from "./ownPath.ts";

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

test("M1: a prover whose node the block proofs leave out makes the path itself, as late as it can", () => {
  // Two merges and the root take 70 s, reckoned as 105 s; five slots are 60 s.
  assert.equal(ownPath([LEAF], { ...TASK, now: 834n }), "later");
  assert.equal(ownPath([LEAF], { ...TASK, now: 835n }), "now");
  assert.equal(ownPath([LEAF], { ...TASK, now: 870n }), "now");
  assert.equal(ownPath([LEAF], { ...TASK, now: 871n }), "never");
});

test("M1: a path is made only if the nodes below it pay for its proofs and its gas", () => {
  assert.equal(ownPath([], { ...TASK, now: 840n }), "never");
  assert.equal(ownPath([{ ...LEAF, pay: 130n }], { ...TASK, now: 840n }), "never");
  assert.equal(ownPath([{ ...LEAF, pay: 131n }], { ...TASK, now: 840n }), "now");
  // Neighbours share their path: both pay for it.
  const pair = [
    { ...LEAF, pay: 70n },
    { node: { depth: 3, index: 1 }, pay: 70n },
  ];
  assert.equal(ownPath(pair, { ...TASK, now: 840n }), "now");
});

test("M1: a root of one's own has no path, only its gas", () => {
  const root = { node: { depth: 0, index: 0 }, pay: 101n };
  assert.equal(ownPath([root], { ...TASK, now: 939n }), "later");
  assert.equal(ownPath([root], { ...TASK, now: 940n }), "now");
});
