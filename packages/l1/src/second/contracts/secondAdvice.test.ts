import assert from "node:assert/strict";
import { test } from "node:test";
import { SECOND_ADVICE } from "./secondAdvice.ts";
import { SECOND_ERRORS } from "./secondErrors.ts";

const names = new Set(SECOND_ERRORS.abi.flatMap((item) => (item.type === "error" ? [item.name] : [])));

test("there is advice for every error of the second version's contracts", () => {
  assert.ok(names.size > 100, `only ${names.size} errors found: the search is broken`);
  assert.deepEqual(
    [...names].filter((name) => !(name in SECOND_ADVICE)),
    [],
  );
});

test("advice exists only for errors that the contracts have", () => {
  assert.deepEqual(
    Object.keys(SECOND_ADVICE).filter((name) => !names.has(name)),
    [],
  );
});

test("advice is a short clause that follows a colon", () => {
  for (const [name, advice] of Object.entries(SECOND_ADVICE)) {
    assert.match(advice, /^\S[\s\S]{5,140}[^.\s]$/, name);
  }
});
