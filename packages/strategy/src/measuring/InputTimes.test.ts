import assert from "node:assert/strict";
import { test } from "node:test";
import { InputTimes } from "./InputTimes.ts";

function measured(...times: number[]): number {
  const inputs = new InputTimes(8_000);
  for (const time of times) inputs.add(time);
  return inputs.usual;
}

test("R15: a machine half as fast needs twice the median of the latest nodes for the proofs below", () => {
  assert.equal(measured(1, 2, 3, 4, 500, 600, 700, 800), 1_000);
  const later = Array.from({ length: 16 }, () => 30);
  assert.equal(measured(9_000, 9_000, 9_000, ...later), 60);
});

test("R15: a few nodes say nothing", () => {
  assert.equal(measured(), 0);
  assert.equal(measured(...Array.from({ length: 7 }, () => 900)), 0);
  assert.equal(measured(...Array.from({ length: 8 }, () => 900)), 1_800);
});

test("R15: peers that answer slowly make others wait no longer than the bound", () => {
  assert.equal(measured(...Array.from({ length: 20 }, () => 60_000)), 8_000);
});

test("R15: a round begins with the median of the last one, whatever its last nodes took", () => {
  const inputs = new InputTimes(8_000);
  for (let node = 0; node < 60; node++) inputs.add(2_000);
  for (let node = 0; node < 16; node++) inputs.add(10);
  assert.equal(inputs.usual, 20);
  inputs.settle();
  assert.equal(inputs.usual, 4_000);
  for (let node = 0; node < 7; node++) inputs.add(10);
  inputs.settle();
  assert.equal(inputs.usual, 4_000, "a round with few nodes counts on");
  inputs.add(10);
  assert.equal(inputs.usual, 20);
});
