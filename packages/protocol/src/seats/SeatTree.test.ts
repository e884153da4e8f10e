import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { bytes } from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toHex } from "../encoding/bytes.ts";
import { SeatTree, seatLeaf, verifySeatPath } from "./SeatTree.ts";

const nodeSha256 = (...parts: Uint8Array[]): Buffer =>
  createHash("sha256").update(Buffer.concat(parts)).digest();

/** The root of the whole tree of 2048 places, by definition. */
function naiveRoot(keys: readonly Uint8Array[]): string {
  let row: Uint8Array[] = Array.from({ length: 2048 }, (_, seat) => {
    const key = keys[seat];
    return key === undefined ? new Uint8Array(32) : nodeSha256(Uint8Array.of(seat >> 8, seat & 255), key);
  });
  while (row.length > 1) row = row.flatMap((left, i) => (i % 2 ? [] : [nodeSha256(left, row[i + 1]!)]));
  return toHex(row[0]!);
}

const keyAt = (seat: number): Uint8Array => new Uint8Array(64).map((_, i) => (seat * 31 + i) & 255);

test("P2.1: after every join, root and paths equal those of the full tree", () => {
  const tree = new SeatTree();
  const keys: Uint8Array[] = [];
  assert.equal(toHex(tree.root()), naiveRoot(keys));
  for (let seat = 0; seat < 20; seat++) {
    keys.push(keyAt(seat));
    assert.equal(tree.append(keyAt(seat)), seat);
    assert.equal(tree.size, seat + 1);
    assert.equal(toHex(tree.root()), naiveRoot(keys));
    for (const [at, key] of keys.entries()) assert.ok(verifySeatPath(tree.root(), at, key, tree.path(at)));
  }
});

test("P2.1: the root depends on the order of the keys", () => {
  fc.assert(
    fc.property(bytes(64), bytes(64), (a, b) => {
      fc.pre(toHex(a) !== toHex(b));
      const [ab, ba] = [new SeatTree(), new SeatTree()];
      ab.append(a);
      ab.append(b);
      ba.append(b);
      ba.append(a);
      assert.notDeepEqual(ab.root(), ba.root());
    }),
    { numRuns: 10 },
  );
});

test("P1.3: all 2048 seats can be taken, and no more", () => {
  const tree = new SeatTree();
  for (let seat = 0; seat < 2048; seat++) tree.append(keyAt(seat));
  assert.equal(toHex(tree.root()), naiveRoot(Array.from({ length: 2048 }, (_, seat) => keyAt(seat))));
  assert.ok(verifySeatPath(tree.root(), 2047, keyAt(2047), tree.path(2047)));
  const root = tree.root();
  throwsCode("TRL-PRO-005", () => tree.append(keyAt(0)));
  assert.deepEqual(tree.root(), root);
});

test("P6.3: another key, seat, root or path does not prove membership", () => {
  const tree = new SeatTree();
  for (let seat = 0; seat < 5; seat++) tree.append(keyAt(seat));
  const path = tree.path(3);
  const root = tree.root();
  assert.ok(verifySeatPath(root, 3, keyAt(3), path));
  assert.equal(verifySeatPath(root, 3, keyAt(2), path), false);
  assert.equal(verifySeatPath(root, 2, keyAt(3), path), false);
  assert.equal(
    verifySeatPath(
      root.map((byte) => byte ^ 1),
      3,
      keyAt(3),
      path,
    ),
    false,
  );
  assert.equal(verifySeatPath(root, 3, keyAt(3), path.slice(1)), false);
  assert.equal(verifySeatPath(root, 3, keyAt(3), [...path, new Uint8Array(32)]), false);
  assert.equal(
    verifySeatPath(root, 5, keyAt(5), tree.path(5)),
    false,
    "an empty place does not prove membership",
  );
  for (let level = 0; level < 11; level++) {
    const changed = path.map((sibling, i) => (i === level ? sibling.map((byte) => byte ^ 1) : sibling));
    assert.equal(verifySeatPath(root, 3, keyAt(3), changed), false);
  }
});

test("P1.3: hostile seats, keys and siblings do not prove membership, and nothing throws", () => {
  const tree = new SeatTree();
  tree.append(keyAt(0));
  const path = tree.path(0);
  for (const seat of [-1, 2048, 65_536, 0.5, Number.NaN, 2 ** 32]) {
    assert.equal(verifySeatPath(tree.root(), seat, keyAt(0), path), false);
    throwsCode("TRL-PRO-006", () => tree.path(seat));
    throwsCode("TRL-PRO-006", () => seatLeaf(seat, keyAt(0)));
  }
  for (const length of [0, 62, 63, 65]) {
    assert.equal(verifySeatPath(tree.root(), 0, new Uint8Array(length), path), false);
    throwsCode("TRL-PRO-017", () => tree.append(new Uint8Array(length)));
  }
  assert.equal(tree.size, 1);
  // Bytes moved from a sibling into the next would hash the same.
  const shifted = [new Uint8Array(31), ...path.slice(1)];
  assert.equal(verifySeatPath(tree.root(), 0, keyAt(0), shifted), false);
});

test("changing a returned value does not change the tree", () => {
  const tree = new SeatTree();
  tree.append(keyAt(0));
  const before = toHex(tree.root());
  tree.root().fill(1);
  for (const sibling of tree.path(0)) sibling.fill(1);
  for (const sibling of tree.path(9)) sibling.fill(1);
  assert.equal(toHex(tree.root()), before);
  assert.equal(toHex(new SeatTree().root()), naiveRoot([]));
});
