import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytes } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { sha256 } from "./bytes.ts";
import { merklePath, merkleRoot, merkleRows } from "./merkle.ts";

/** The root by definition. */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const half = leaves.length / 2;
  return sha256(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

const leaves = fc
  .integer({ min: 0, max: 5 })
  .chain((depth) => fc.array(bytes(32), { minLength: 2 ** depth, maxLength: 2 ** depth }));

test("the root equals that of the full tree, and every leaf's path leads to it", () => {
  fc.assert(
    fc.property(leaves, (all) => {
      const rows = merkleRows(all, sha256);
      const root = rows.at(-1)![0]!;
      assert.deepEqual(root, rootOf(all));
      for (const [index, leaf] of all.entries()) {
        assert.deepEqual(merkleRoot(leaf, index, merklePath(rows, index), sha256), root);
      }
    }),
  );
});

test("another leaf, index or sibling leads to another root", () => {
  const all = Array.from({ length: 8 }, (_, i) => new Uint8Array(32).fill(i + 1));
  const rows = merkleRows(all, sha256);
  const root = rows.at(-1)![0]!;
  const path = merklePath(rows, 5);
  assert.notDeepEqual(merkleRoot(all[4]!, 5, path, sha256), root);
  assert.notDeepEqual(merkleRoot(all[5]!, 4, path, sha256), root);
  for (let level = 0; level < 3; level++) {
    const changed = path.map((sibling, i) => (i === level ? sibling.map((byte) => byte ^ 1) : sibling));
    assert.notDeepEqual(merkleRoot(all[5]!, 5, changed, sha256), root);
  }
});

test("a number of leaves that is not a power of two, or an index without a leaf, is refused", () => {
  for (const count of [0, 3, 5, 6, 7, 12]) {
    throwsCode("TRL-PRO-004", () => merkleRows(Array(count).fill(new Uint8Array(32)), sha256));
  }
  const rows = merkleRows(Array(4).fill(new Uint8Array(32)), sha256);
  for (const index of [-1, 4, 0.5, Number.NaN]) throwsCode("TRL-PRO-004", () => merklePath(rows, index));
});

test("changing a path does not change the tree", () => {
  const rows = merkleRows([new Uint8Array(32), new Uint8Array(32).fill(1)], sha256);
  merklePath(rows, 0)[0]!.fill(9);
  assert.deepEqual(merklePath(rows, 0), [new Uint8Array(32).fill(1)]);
});
