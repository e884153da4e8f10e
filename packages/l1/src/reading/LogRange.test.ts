import assert from "node:assert/strict";
import { test } from "node:test";
import { LogRange } from "./LogRange.ts";

/** Asks for so many full ranges from a provider with a cap. Returns how many were refused. */
function ask(range: LogRange, cap: bigint, times: number): number {
  let refused = 0;
  for (let i = 0; i < times; i++) {
    const { size } = range;
    if (size <= cap) range.gave(size);
    else {
      refused++;
      assert.equal(range.refused(size), true);
    }
  }
  return refused;
}

test("the range is halved until the provider gives, then grows to just below its cap", () => {
  const range = new LogRange();
  assert.ok(ask(range, 20n, 60) < 20);
  assert.ok(range.size > 10n && range.size <= 20n, `${range.size}`);
});

test("a cap that is found costs few refusals", () => {
  const range = new LogRange();
  ask(range, 20n, 60);
  assert.ok(ask(range, 20n, 640) <= 60);
});

test("when the cap rises, the range grows again", () => {
  const range = new LogRange();
  ask(range, 20n, 60);
  ask(range, 100_000n, 400);
  assert.equal(range.size, 10_000n);
});

test("one block cannot be halved, and a given bound is never exceeded", () => {
  const range = new LogRange(3n);
  ask(range, 100n, 50);
  assert.equal(range.size, 3n);
  assert.equal(range.refused(3n), true);
  assert.equal(range.refused(range.size), false);
});

test("a last range that is shorter says nothing of the cap", () => {
  const range = new LogRange();
  for (let i = 0; i < 100; i++) range.gave(1n);
  assert.equal(range.size, 2_000n);
});
