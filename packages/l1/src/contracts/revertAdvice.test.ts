import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTRACT_ERRORS } from "./contractErrors.ts";
import { REVERT_ADVICE } from "./revertAdvice.ts";

const names = new Set(CONTRACT_ERRORS.abi.flatMap((item) => (item.type === "error" ? [item.name] : [])));

test("there is advice for every error of the contracts", () => {
  assert.ok(names.size > 100, `only ${names.size} errors found: the search is broken`);
  assert.deepEqual(
    [...names].filter((name) => !(name in REVERT_ADVICE)),
    [],
  );
});

test("advice exists only for errors that the contracts have", () => {
  assert.deepEqual(
    Object.keys(REVERT_ADVICE).filter((name) => !names.has(name)),
    [],
  );
});

test("advice is a short clause that follows a colon", () => {
  for (const [name, advice] of Object.entries(REVERT_ADVICE)) {
    assert.match(advice, /^\S[\s\S]{5,140}[^.\s]$/, name);
  }
});
