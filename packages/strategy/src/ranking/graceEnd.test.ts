import assert from "node:assert/strict";
import { test } from "node:test";
import { graceEnd } from "./graceEnd.ts";

test("P6.1 the grace is a twentieth of the proof window, rounded up, and at least two seconds", () => {
  assert.equal(graceEnd(1_000n, 600), 1_030n);
  assert.equal(graceEnd(1_000n, 601), 1_031n);
  assert.equal(graceEnd(1_000n, 40), 1_002n);
  assert.equal(graceEnd(1_000n, 7), 1_002n);
});
