import assert from "node:assert/strict";
import { test } from "node:test";
import { stopReason } from "./stopReason.ts";

test("P6.2 any seat's proof is stopped when its block is decided or beaten", () => {
  for (const isNamed of [true, false]) {
    const running = { isWorthProving: false, isNamed, isProven: false };
    assert.equal(stopReason(running), "decided or beaten");
    assert.equal(stopReason({ ...running, isWorthProving: true }), undefined);
  }
});

test("P6.2 when another proof arrives a rescue stops, and a named seat continues", () => {
  const running = { isWorthProving: true, isProven: true };
  assert.equal(stopReason({ ...running, isNamed: false }), "proven by another");
  assert.equal(stopReason({ ...running, isNamed: true }), undefined);
});
