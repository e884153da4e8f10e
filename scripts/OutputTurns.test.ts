import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputTurns } from "./OutputTurns.ts";

test("the run that began first prints at once, the next one when it has ended", () => {
  const printed: string[] = [];
  const turns = new OutputTurns((line) => printed.push(line));
  const [first, second] = [turns.begin(), turns.begin()];
  second.line("2a");
  first.line("1a");
  assert.deepEqual(printed, ["1a"]);
  first.end();
  assert.deepEqual(printed, ["1a", "2a"]);
  second.line("2b");
  assert.deepEqual(printed, ["1a", "2a", "2b"]);
});

test("no line is lost when a later run ends first", () => {
  const printed: string[] = [];
  const turns = new OutputTurns((line) => printed.push(line));
  const [first, second, third] = [turns.begin(), turns.begin(), turns.begin()];
  third.line("3");
  third.end();
  second.line("2");
  second.end();
  assert.deepEqual(printed, []);
  first.end();
  assert.deepEqual(printed, ["2", "3"]);
});
