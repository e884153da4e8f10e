import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTRACT_ADVICE } from "./contractAdvice.ts";
import { contractErrorsAbi } from "./contractErrorsAbi.ts";

const names = new Set<string>(contractErrorsAbi.map(({ name }) => name));

test("there is advice for every error of the contracts", () => {
  assert.ok(names.size > 60, `only ${names.size} errors found: the search is broken`);
  assert.deepEqual(
    [...names].filter((name) => !(name in CONTRACT_ADVICE)),
    [],
  );
});

test("advice exists only for errors that the contracts have", () => {
  assert.deepEqual(
    Object.keys(CONTRACT_ADVICE).filter((name) => !names.has(name)),
    [],
  );
});

test("advice is a short clause that follows a colon", () => {
  for (const [name, advice] of Object.entries(CONTRACT_ADVICE)) {
    assert.match(advice, /^\S[\s\S]{5,140}[^.\s]$/, name);
  }
});
