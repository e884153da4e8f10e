import assert from "node:assert/strict";
import { test } from "node:test";
import { paceText } from "./paceText.ts";

test("a seat's median is shown as a multiple of the others' median", () => {
  assert.equal(paceText({ medianMs: 4_000, othersMedianMs: 7_000 }), "1.8 times as fast");
  assert.equal(paceText({ medianMs: 7_000, othersMedianMs: 4_000 }), "1.8 times as long");
  assert.equal(paceText({ medianMs: 100, othersMedianMs: 2_340 }), "23 times as fast");
  assert.equal(paceText({ medianMs: 1_000, othersMedianMs: 1_040 }), "as fast");
});

test("without another's proof, or with times of nothing, the pace is not known", () => {
  assert.equal(paceText({ medianMs: 4_000, othersMedianMs: null }), "not known");
  assert.equal(paceText({ medianMs: 0, othersMedianMs: 5 }), "not known");
  assert.equal(paceText({ medianMs: 5, othersMedianMs: 0 }), "not known");
});
