import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeOf, smallDepth } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import {
  assertTreeDepth,
  children,
  covers,
  isNodeOf,
  nodeAt,
  nodeCount,
  nodeKey,
  nodeKind,
  nodeNumber,
  parent,
  ROOT_NODE,
  sameNode,
  subtree,
  type TreeNode,
} from "./TreeNode.ts";

test("node numbers run row by row, without gaps", () => {
  for (let treeDepth = 1; treeDepth <= 11; treeDepth++) {
    const all = subtree(ROOT_NODE, treeDepth);
    assert.equal(all.length, nodeCount(treeDepth));
    all.forEach((node, number) => {
      assert.equal(nodeNumber(node), number);
      assert.deepEqual(nodeAt(number), node);
    });
  }
});

test("children and parent are inverse to each other", () => {
  fc.assert(
    fc.property(nodeOf(10), (node) => {
      const [left, right] = children(node);
      assert.deepEqual(parent(left), node);
      assert.deepEqual(parent(right), node);
      assert.equal(right.index, left.index + 1);
      assert.equal(nodeNumber(left), 2 * nodeNumber(node) + 1);
    }),
  );
  assert.equal(parent(ROOT_NODE), undefined);
});

test("P6.3: the deepest row is leaves, (0, 0) the root, the rest merges", () => {
  assert.deepEqual(
    subtree(ROOT_NODE, 2).map((node) => nodeKind(node, 2)),
    ["root", "merge", "merge", "leaf", "leaf", "leaf", "leaf"],
  );
  assert.equal(nodeKind({ depth: 1, index: 0 }, 1), "leaf");
});

test("P4.2: a scope covers itself and the nodes below it, nothing else", () => {
  fc.assert(
    fc.property(smallDepth, (treeDepth) => {
      const all = subtree(ROOT_NODE, treeDepth);
      for (const scope of all) {
        const inside = new Set(subtree(scope, treeDepth).map(nodeKey));
        for (const node of all) assert.equal(covers(scope, node), inside.has(nodeKey(node)));
      }
    }),
  );
});

test("P4.2: a difference of 32 levels or more does not wrap around", () => {
  assert.equal(covers({ depth: 0, index: 5 }, { depth: 32, index: 5 }), false);
  assert.equal(covers({ depth: 0, index: 0 }, { depth: 255, index: 65_535 }), true);
  assert.equal(covers({ depth: 1, index: 1 }, { depth: 33, index: 1 }), false);
});

test("a node outside the tree is not one of its nodes", () => {
  const outside: TreeNode[] = [
    { depth: -1, index: 0 },
    { depth: 0, index: 1 },
    { depth: 3, index: 8 },
    { depth: 3, index: -1 },
    { depth: 4, index: 0 },
    { depth: 1.5, index: 0 },
    { depth: 1, index: 0.5 },
    { depth: Number.NaN, index: 0 },
  ];
  for (const node of outside) assert.equal(isNodeOf(node, 3), false, nodeKey(node));
  for (const node of subtree(ROOT_NODE, 3)) assert.ok(isNodeOf(node, 3));
});

test("nodes are the same if depth and index are equal", () => {
  assert.ok(sameNode({ depth: 1, index: 1 }, { depth: 1, index: 1 }));
  assert.ok(!sameNode({ depth: 1, index: 1 }, { depth: 2, index: 1 }));
  assert.ok(!sameNode({ depth: 1, index: 1 }, { depth: 1, index: 0 }));
});

test("P4.1: a block's tree has depth 1 to 11", () => {
  for (const depth of [1, 2, 11]) assertTreeDepth(depth);
  for (const depth of [0, 12, -1, 1.5, Number.NaN, 255])
    throwsCode("TRL-PRO-003", () => assertTreeDepth(depth));
});
