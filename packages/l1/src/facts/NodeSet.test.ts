import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeSet } from "./NodeSet.ts";

test("a set of nodes has what was added, each once and in order", () => {
  const set = new NodeSet([4_094, 0]);
  for (const number of [9, 8, 9, 4_000]) set.add(number);
  assert.deepEqual([...set], [0, 8, 9, 4_000, 4_094]);
  assert.ok(set.has(8) && set.has(4_094) && !set.has(7) && !set.has(4_095) && !set.has(100_000));
  assert.deepEqual([...new NodeSet()], []);
});
