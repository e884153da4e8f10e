import assert from "node:assert/strict";
import { test } from "node:test";
import { throwsCode } from "../../test/throwsCode.ts";
import { SEATS } from "../constants.ts";
import { sha256, toBytes } from "../encoding/bytes.ts";
import { SeatTree, seatLeaf, verifySeatPath } from "./SeatTree.ts";

const keyOf = (n: number): Uint8Array => {
  const half = sha256(toBytes(n, 4));
  return Uint8Array.from([...half, ...sha256(half)]);
};

test("R3: a leaf is of all bytes of the key and of the seat", () => {
  const key = keyOf(1);
  const leaves = [
    seatLeaf(3, key),
    seatLeaf(4, key),
    ...[...key.keys()].map((i) => seatLeaf(3, key.with(i, key[i]! ^ 1))),
  ];
  assert.equal(new Set(leaves).size, 66);
});

test("R4: a seat that was given back is used again, and the root is as if it had never had another key", () => {
  const tree = new SeatTree();
  for (let seat = 0; seat < 3; seat++) tree.set(seat, keyOf(seat));
  assert.equal(tree.firstFree(), 3);
  tree.clear(1);
  assert.equal(tree.firstFree(), 1);
  assert.equal(tree.key(1), undefined);
  assert.ok(!verifySeatPath(tree.root(), 1, keyOf(1), tree.path(1)));
  tree.set(1, keyOf(9));
  const other = new SeatTree();
  for (const [seat, n] of [
    [2, 2],
    [1, 9],
    [0, 0],
  ] as const)
    other.set(seat, keyOf(n));
  assert.equal(tree.root(), other.root());
  assert.ok(verifySeatPath(tree.root(), 1, keyOf(9), tree.path(1)));
});

test("R3: a path is of its seat, key and root only, and never throws", () => {
  const tree = new SeatTree();
  tree.set(5, keyOf(5));
  tree.set(SEATS - 1, keyOf(6));
  const [root, path] = [tree.root(), tree.path(5)];
  assert.ok(verifySeatPath(root, 5, keyOf(5), path));
  assert.ok(!verifySeatPath(root, 6, keyOf(5), path));
  assert.ok(!verifySeatPath(root, 5, keyOf(6), path));
  assert.ok(!verifySeatPath(root + 1n, 5, keyOf(5), path));
  assert.ok(!verifySeatPath(root, 5, keyOf(5), path.slice(1)));
  assert.ok(!verifySeatPath(root, -1, keyOf(5), path));
  assert.ok(!verifySeatPath(root, 5, new Uint8Array(63), path));
});

test("R3: seats and keys of another form are refused", () => {
  const tree = new SeatTree();
  throwsCode("TRL-PRO-006", () => tree.set(SEATS, keyOf(1)));
  throwsCode("TRL-PRO-006", () => tree.clear(-1));
  throwsCode("TRL-PRO-006", () => tree.path(SEATS));
  throwsCode("TRL-PRO-017", () => tree.set(0, new Uint8Array(63)));
  assert.equal(tree.size, 0);
});
