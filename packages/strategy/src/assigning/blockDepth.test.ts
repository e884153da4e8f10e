import assert from "node:assert/strict";
import { test } from "node:test";
import { depthForMessages } from "./blockDepth.ts";

test("R10: a block has a place for each message that L1 asks for, and is no deeper than that needs", () => {
  assert.deepEqual([0, 1, 16, 17, 32, 33, 256].map(depthForMessages), [1, 1, 1, 2, 2, 3, 5]);
});
