import assert from "node:assert/strict";
import { test } from "node:test";
import { impurities } from "./checkPurity.ts";

const found = (text: string, path = "packages/house/src/Clock.ts"): string[] =>
  impurities([{ path, text }]).map(({ line, key }) => `${line} ${key.replace(`${path} must not use `, "")}`);

test("clocks, chance, timers, the world and node's builtins are found", () => {
  const text = `import { setImmediate } from "node:timers/promises";
const a = Date.now() + performance.now();
const b = new Date();
const c = Math.random();
setTimeout(() => {}, 1); setInterval(() => {}, 1); await setImmediate();
fetch(url); process.exit(); console.log(a);
const d = \`\${Date.now()}\`;
`;
  assert.deepEqual(found(text), [
    "1 node:timers/promises",
    "1 setImmediate",
    "2 Date",
    "2 performance",
    "3 Date",
    "4 Math.random",
    "5 setTimeout",
    "5 setInterval",
    "5 setImmediate",
    "6 fetch",
    "6 process",
    "6 console",
    "7 Date",
  ]);
});

test("comments, strings, members and fields of such names are free", () => {
  const text = `// Date.now() and Math.random()
/** setTimeout */
say("Date.now()");
this.process(block.fetch, { process: 1 });
const updateDate = performanceOf(x);
`;
  assert.deepEqual(found(text), []);
});

test("tests and their support are free", () => {
  assert.deepEqual(found("Date.now();", "packages/house/src/Clock.test.ts"), []);
  assert.deepEqual(found("Date.now();", "packages/house/src/testing/clock.ts"), []);
});
