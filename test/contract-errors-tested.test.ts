import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const CONTRACTS = fileURLToPath(new URL("../contracts", import.meta.url));
const DECLARED = /^[ ]*error (\w+)\(/gm;

/** `Interface.Error` of every error that Trellis's contracts and interfaces declare. */
async function declaredErrors(): Promise<string[]> {
  const errors: string[] = [];
  for await (const file of glob("src/**/*.sol", { cwd: CONTRACTS })) {
    if (file.includes("/generated/")) continue;
    const owner = file.replace(/^.*\/|\.sol$/g, "");
    const text = await readFile(`${CONTRACTS}/${file}`, "utf8");
    for (const [, name] of text.matchAll(DECLARED)) errors.push(`${owner}.${name}`);
  }
  return errors;
}

/** Everything that a test expects to be refused with is named by its selector. */
async function expectedErrors(): Promise<Set<string>> {
  const expected = new Set<string>();
  for await (const file of glob("test/**/*.sol", { cwd: CONTRACTS })) {
    const text = await readFile(`${CONTRACTS}/${file}`, "utf8");
    for (const [, name] of text.matchAll(/\b(\w+\.\w+)\.selector\b/g)) expected.add(name!);
  }
  return expected;
}

test("every error of the contracts is expected by some test of theirs", async () => {
  const declared = await declaredErrors();
  assert.ok(declared.length > 80, `only ${declared.length} errors found: the search is broken`);
  const expected = await expectedErrors();
  assert.deepEqual(
    declared.filter((error) => !expected.has(error)),
    [],
  );
});
