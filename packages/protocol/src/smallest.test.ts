import assert from "node:assert/strict";
import { test } from "node:test";
import { smallest } from "./smallest.ts";

test("the smallest of some whole numbers", () => {
  assert.equal(smallest(5n), 5n);
  assert.equal(smallest(5n, -3n, 7n), -3n);
  assert.equal(smallest(2n ** 100n, 2n ** 99n), 2n ** 99n);
});
