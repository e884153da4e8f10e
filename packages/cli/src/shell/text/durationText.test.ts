import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText } from "./durationText.ts";

test("a duration is told in its two largest units", () => {
  for (const [seconds, text] of [
    [604_779n, "6 days 23 h"],
    [604_800, "7 days"],
    [86_400, "1 day"],
    [86_459, "1 day"],
    [3_661, "1 h 1 min"],
    [3_605, "1 h"],
    [90, "1 min 30 s"],
    [59.9, "59 s"],
    [0, "0 s"],
    [-5n, "0 s"],
  ] as const) {
    assert.equal(durationText(seconds), text);
  }
});
