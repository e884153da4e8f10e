import assert from "node:assert/strict";
import { test } from "node:test";
import { importsOf } from "./importsOf.ts";

test("every way to name a module is found, with its line", () => {
  const source = `import "./a.ts";
import type { B } from "./b.ts";
import {
  c,
} from "./c.ts";
export * from "./d.ts";
export { type E, e } from "./e.ts";
const f = await import("./f.ts");
const g = new Worker(new URL("./g.ts", import.meta.url));
import h, * as all from "h";
`;
  assert.deepEqual(
    importsOf(source).map(({ line, specifier }) => `${line} ${specifier}`),
    ["1 ./a.ts", "2 ./b.ts", "5 ./c.ts", "6 ./d.ts", "7 ./e.ts", "8 ./f.ts", "9 ./g.ts", "10 h"],
  );
});

test("text in a comment or within a line is no import", () => {
  assert.deepEqual(importsOf(' * import { a } from "./a.ts";\nsay("from \\"b\\"");\n'), []);
});
