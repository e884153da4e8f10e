import assert from "node:assert/strict";
import { test } from "node:test";
import { rescueTime } from "./rescueTime.ts";

const patience = { leaf: 45_000, merge: 110_000, root: 110_000 };
const LEAF = { depth: 1, index: 0 };
const ROOT = { depth: 0, index: 0 };

test("P6.6 others leave a node to its prover while there is time", () => {
  assert.equal(rescueTime(LEAF, 1, 1_000, patience, 10_000_000), 46_000);
  assert.equal(rescueTime(ROOT, 1, 1_000, patience, 10_000_000), 111_000);
});

test("P6.6 patience ends when the node and those above it could no longer be proven in time", () => {
  // 0.6 · 110 s before the end.
  assert.equal(rescueTime(ROOT, 1, 80_000, patience, 210_000), 144_000);
  // 0.6 · (45 + 110) s before the end.
  assert.equal(rescueTime(LEAF, 1, 100_000, patience, 210_000), 117_000);
  assert.equal(rescueTime({ depth: 2, index: 3 }, 2, 0, patience, 180_000), 21_000);
});

test("P6.6 a prover that does nothing for leaf and root does not cost the block", () => {
  const leafDone = rescueTime(LEAF, 1, 0, patience, 210_000) + 8_000 + 30_000;
  const rootDone = rescueTime(ROOT, 1, leafDone, patience, 210_000) + 8_000 + 58_000;
  assert(rootDone <= 210_000);
});

test("P6.6 no node is rescued before it can be proven", () => {
  assert.equal(rescueTime(ROOT, 1, 200_000, patience, 210_000), 200_000);
});
