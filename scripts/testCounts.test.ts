import assert from "node:assert/strict";
import { test } from "node:test";
import { ClosingLines, closingLines } from "./testCounts.ts";

const CLOSING = [
  "ℹ tests 3",
  "ℹ suites 0",
  "ℹ pass 2",
  "ℹ fail 1",
  "ℹ cancelled 0",
  "ℹ skipped 0",
  "ℹ todo 0",
  "ℹ duration_ms 12.5",
];

function taken(lines: readonly string[]): {
  readonly printed: string[];
  readonly counts: ClosingLines["counts"];
} {
  const closing = new ClosingLines();
  const printed = lines.flatMap((line) => closing.take(line));
  return { printed, counts: closing.counts };
}

test("closing lines are taken out, and all other lines are printed in their order", () => {
  const { printed, counts } = taken(["✔ one", ...CLOSING, "", "✖ failing tests:"]);
  assert.deepEqual(printed, ["✔ one", "", "✖ failing tests:"]);
  assert.equal(counts?.get("fail"), 1);
});

test("a line like a closing line is printed if the others do not follow", () => {
  const { printed, counts } = taken(["ℹ tests 3", "✔ one", "ℹ pass 2"]);
  assert.deepEqual(printed, ["ℹ tests 3", "✔ one", "ℹ pass 2"]);
  assert.equal(counts, undefined);
});

test("the counts of two runs are added up, and the time is that of both together", () => {
  const { counts } = taken(CLOSING);
  assert.deepEqual(closingLines([counts!, counts!], 20), [
    "ℹ tests 6",
    "ℹ suites 0",
    "ℹ pass 4",
    "ℹ fail 2",
    "ℹ cancelled 0",
    "ℹ skipped 0",
    "ℹ todo 0",
    "ℹ duration_ms 20",
  ]);
});

test("coloured closing lines are closing lines", () => {
  const { printed, counts } = taken(CLOSING.map((line) => `\u001b[34m${line}\u001b[39m`));
  assert.deepEqual(printed, []);
  assert.equal(counts?.get("tests"), 3);
});
