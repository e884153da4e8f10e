import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeOf, uint } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { nodeKind, ROOT_NODE, subtree } from "../tree/TreeNode.ts";
import { type NodeWeights, nodePay, totalWeight } from "./rewards.ts";

const bps = fc.nat(10_000);
const weights: fc.Arbitrary<NodeWeights> = fc.record({
  leaf: uint(16).filter((weight) => weight > 0n),
  merge: uint(16),
  root: uint(16),
});

test("P8.3: the whole weight is the sum over all nodes", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 7 }), (of, treeDepth) => {
      const sum = subtree(ROOT_NODE, treeDepth).reduce(
        (all, node) => all + of[nodeKind(node, treeDepth)],
        0n,
      );
      assert.equal(totalWeight(of, treeDepth), sum);
    }),
  );
  assert.equal(totalWeight({ leaf: 1n, merge: 10n, root: 100n }, 1), 102n);
  assert.equal(totalWeight({ leaf: 1n, merge: 10n, root: 100n }, 11), 2048n + 20_460n + 100n);
  for (const depth of [0, 12])
    throwsCode("TRL-PRO-003", () => totalWeight({ leaf: 1n, merge: 1n, root: 1n }, depth));
});

test("P8.3: all nodes' pay together is at most the provers' part, by less than 1 wei a node", () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 5 }), uint(100), (of, treeDepth, provers) => {
      const nodes = subtree(ROOT_NODE, treeDepth);
      const paid = nodes.reduce((sum, node) => sum + nodePay(provers, of, node, treeDepth, true, 0), 0n);
      assert.ok(paid <= provers);
      assert.ok(provers - paid < BigInt(nodes.length));
    }),
  );
});

test("P6.6: a seat that was not committed gets the set fraction of a committed seat's pay", () => {
  fc.assert(
    fc.property(weights, nodeOf(4), uint(100), bps, (of, node, provers, factor) => {
      const full = nodePay(provers, of, node, 4, true, factor);
      const reduced = nodePay(provers, of, node, 4, false, factor);
      assert.equal(reduced, (full * BigInt(factor)) / 10_000n);
      assert.ok(reduced <= full);
    }),
  );
});

test("P8.3: pay outside the tree, by impossible weights or beyond the share is refused", () => {
  const of: NodeWeights = { leaf: 1n, merge: 1n, root: 1n };
  throwsCode("TRL-PRO-018", () => nodePay(1n, of, { depth: 3, index: 0 }, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, of, { depth: 2, index: 4 }, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(-1n, of, ROOT_NODE, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, { leaf: 0n, merge: 0n, root: 0n }, ROOT_NODE, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, { leaf: 3n, merge: -1n, root: 1n }, ROOT_NODE, 2, true, 0));
  throwsCode("TRL-PRO-018", () => nodePay(1n, of, ROOT_NODE, 2, false, 10_001));
});
