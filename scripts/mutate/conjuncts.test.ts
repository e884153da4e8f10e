import assert from "node:assert/strict";
import { test } from "node:test";
import { without } from "./assertions.ts";
import { conjunctsOf } from "./conjuncts.ts";

/** The source without each of its conjuncts, one at a time. */
const mutants = (source: string): string[] =>
  conjunctsOf(source).map((conjunct) => without(source, conjunct).replace(/\s+/g, " ").trim());

test("each part of a conjunction is left out once", () => {
  assert.deepEqual(mutants("let a = b & !c.d & (e == f(g, h));"), [
    "let a = !c.d & (e == f(g, h));",
    "let a = b & (e == f(g, h));",
    "let a = b & !c.d;",
  ]);
});

test("conjunctions inside of brackets, of conditions and over lines", () => {
  assert.deepEqual(mutants("g(!a | (b & c), d)"), ["g(!a | (c), d)", "g(!a | (b), d)"]);
  assert.deepEqual(mutants("if a & b {"), ["if b {", "if a {"]);
  assert.deepEqual(mutants("let x = !y\n    & z;"), ["let x = z;", "let x = !y;"]);
});

test("comments are no conjunctions", () => {
  assert.deepEqual(mutants("/// (x & 255) << 24\nlet a = b; // b & c"), []);
});
