import assert from "node:assert/strict";
import { test } from "node:test";
import { InputTimes } from "./InputTimes.ts";

function measured(...times: number[]): number {
  const inputs = new InputTimes(8_000);
  for (const time of times) inputs.add(time);
  return inputs.usual;
}

test("R15: proofs below a node usually take the median of the latest nodes", () => {
  assert.equal(measured(1, 2, 3, 4, 500, 600, 700, 800), 500);
  const later = Array.from({ length: 64 }, () => 30);
  assert.equal(measured(9_000, 9_000, 9_000, ...later), 30);
});

test("R15: a few nodes say nothing", () => {
  assert.equal(measured(), 0);
  assert.equal(measured(...Array.from({ length: 7 }, () => 900)), 0);
  assert.equal(measured(...Array.from({ length: 8 }, () => 900)), 900);
});

test("R15: peers that answer slowly make others wait no longer than the bound", () => {
  assert.equal(measured(...Array.from({ length: 20 }, () => 60_000)), 8_000);
});
