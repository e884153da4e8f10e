import assert from "node:assert/strict";
import { test } from "node:test";
import { dayText, durationText, millisText } from "./time.ts";

test("a length of time has at most two units", () => {
  const shown = [0, 0.25, 9.96, 10.4, 59.4, 60, 61, 3_600, 3_660, 90_000, 604_779].map(durationText);
  assert.deepEqual(shown, [
    "0 s",
    "0.3 s",
    "10 s",
    "10 s",
    "59 s",
    "1 min",
    "1 min 1 s",
    "1 h",
    "1 h 1 min",
    "1 d 1 h",
    "6 d 23 h",
  ]);
  assert.equal(durationText(-61), "−1 min 1 s");
  assert.equal(millisText(250), "0.3 s");
});

test("a day is named in UTC, wherever the reader is", () => {
  assert.equal(dayText(20_000 * 86_400), "4 Oct 2024");
});
