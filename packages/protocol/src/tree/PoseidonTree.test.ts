import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import fc from "fast-check";
import { throwsCode } from "../../test/throwsCode.ts";
import { PoseidonTree, poseidonPathRoot } from "./PoseidonTree.ts";

test("R3: the root of an empty tree is the hash of zeros, level by level", () => {
  const one = poseidon2Hash([0n, 0n]);
  assert.equal(new PoseidonTree(1).root(), one);
  assert.equal(new PoseidonTree(2).root(), poseidon2Hash([one, one]));
});

test("R3: every place's path leads to the root, whatever was set in whatever order", () => {
  const changes = fc.array(fc.tuple(fc.nat(31), fc.bigInt(0n, 2n ** 250n)), { maxLength: 20 });
  fc.assert(
    fc.property(changes, fc.nat(31), (list, asked) => {
      const tree = new PoseidonTree(5);
      const leaves = new Map<number, bigint>();
      for (const [index, leaf] of list) {
        tree.set(index, leaf);
        leaves.set(index, leaf);
      }
      const leaf = leaves.get(asked) ?? 0n;
      assert.equal(tree.leaf(asked), leaf);
      assert.equal(poseidonPathRoot(leaf, asked, tree.path(asked)), tree.root());
      const again = new PoseidonTree(5);
      for (const [index, value] of leaves) again.set(index, value);
      assert.equal(again.root(), tree.root());
    }),
    { numRuns: 40 },
  );
});

test("R3: a place outside of the tree is refused", () => {
  const tree = new PoseidonTree(3);
  for (const index of [-1, 8, 1.5]) {
    throwsCode("TRL-PRO-004", () => tree.set(index, 1n));
    throwsCode("TRL-PRO-004", () => tree.leaf(index));
    throwsCode("TRL-PRO-004", () => tree.path(index));
  }
});

test("R3: paths lead where L1 says they lead", () => {
  const file = new URL("../../vectors/poseidon2.json", import.meta.url);
  const { paths } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly paths: readonly { leaf: string; index: number; siblings: string[]; root: string }[];
  };
  assert.equal(paths.length, 5);
  for (const { leaf, index, siblings, root } of paths) {
    assert.equal(poseidonPathRoot(BigInt(leaf), index, siblings.map(BigInt)), BigInt(root));
  }
});
