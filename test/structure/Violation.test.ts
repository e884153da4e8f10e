import assert from "node:assert/strict";
import { test } from "node:test";
import { toMend } from "./Violation.ts";

const broken = { path: "packages/a/src/b.ts", line: 3, key: "a: x → y" };

test("a violation is named with file and line unless it is an exception", () => {
  assert.deepEqual(toMend([broken]), ["packages/a/src/b.ts:3 a: x → y"]);
  assert.deepEqual(toMend([broken], ["a: x → y"]), []);
});

test("a violation that names its file names it once", () => {
  const key = `${broken.path} must not use c`;
  assert.deepEqual(toMend([{ ...broken, key }]), ["packages/a/src/b.ts:3 must not use c"]);
});

test("an exception that nothing needs is named", () => {
  assert.deepEqual(toMend([], ["a: x → y"]), ["no longer needed, remove it: a: x → y"]);
});
