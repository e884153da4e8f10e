import assert from "node:assert/strict";
import { test } from "node:test";
import { actText } from "./actText.ts";

test("an act has a text, with a count if it happened more than once", () => {
  assert.equal(actText({ event: "Committed", count: 1 }), "committed a proposal");
  assert.equal(actText({ event: "NodePaid", count: 3 }), "paid for a node (3 times)");
});

test("an event without a text shows its name", () => {
  assert.equal(actText({ event: "Unheard", count: 1 }), "Unheard");
});
