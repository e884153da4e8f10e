import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, lineAt } from "./codeOf.ts";

test("comments are blanked, line by line", () => {
  assert.equal(codeOf("a; // b\n/* c\n d */ e;\n"), "a;     \n    \n      e;\n");
});

test("what looks like a comment in a string stays", () => {
  assert.equal(codeOf('f("// a"); g(\'/* b */\'); h("\\"// c")'), 'f("// a"); g(\'/* b */\'); h("\\"// c")');
});

test("strings are blanked when asked; template literals hold code and stay", () => {
  const template = `f(\`\${Date.now()}\`)`;
  assert.equal(codeOf('f("Date"); // x', { strings: "blank" }), "f(      );     ");
  assert.equal(codeOf(template, { strings: "blank" }), template);
});

test("lines are counted from 1", () => {
  assert.equal(lineAt("a\nb\nc", 0), 1);
  assert.equal(lineAt("a\nb\nc", 4), 3);
});
