import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NOT_URGENT, priorityOf } from "./priorityOf.ts";

const urgency = fc.record({
  value: fc.integer({ min: 0, max: 7 }),
  deadline: fc.integer({ min: 1_767_225_600, max: 2_300_000_000 }),
});

test("value goes before deadline, and an earlier deadline before a later one", () => {
  fc.assert(
    fc.property(urgency, urgency, (a, b) => {
      const difference = priorityOf(a) - priorityOf(b);
      if (a.value !== b.value) assert.ok(difference * (a.value - b.value) > 0);
      else assert.ok(difference * (b.deadline - a.deadline) >= 0);
    }),
  );
  assert.ok(
    priorityOf({ value: 1, deadline: 1_800_000_000 }) > priorityOf({ value: 1, deadline: 1_800_000_002 }),
  );
});

test("every place fits into the queue's column, whatever is asked", () => {
  for (const value of [-1, 0, 7, 1e9, 0.5]) {
    for (const deadline of [0, -1e12, 1e12, 1_800_000_000.7]) {
      const priority = priorityOf({ value, deadline });
      assert.ok(Number.isInteger(priority) && priority >= 0 && priority < 2 ** 31);
    }
  }
  assert.equal(priorityOf(NOT_URGENT), 0);
});
