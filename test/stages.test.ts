import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { EVERY_TEST, filesOf, runsOf, STAGE_ORDER, STAGES, testFiles } from "../scripts/testStages.ts";

const names = STAGE_ORDER;

test("every test file of the repository is run by npm test", async () => {
  const found = await filesOf(["**/*.test.{ts,js,mts,mjs}"]);
  assert.ok(found.length > 180, `only ${found.length} files found: the search is broken`);
  assert.deepEqual(await testFiles(), found);
});

test("every test file is in exactly one stage", async () => {
  const staged = (await Promise.all(names.map((name) => testFiles(name)))).flat();
  assert.deepEqual(staged.sort(), await testFiles());
});

test("the order of the stages has each of them once", () => {
  assert.deepEqual([...STAGE_ORDER].sort(), ["unit", ...Object.keys(STAGES)].sort());
});

test("the runs of a stage have each of its files once", async () => {
  for (const name of names) {
    const runs = (await runsOf(name)).flatMap(({ files }) => files);
    assert.deepEqual(runs.sort(), await testFiles(name));
  }
});

test("the files that take longest begin first", async () => {
  const [first, second] = (await runsOf("e2e")).map(({ files }) => files[0]);
  assert.deepEqual([first, second], ["test/e2e/scenarios.test.ts", "test/e2e/devnet-simulated.test.ts"]);
});

test("every glob of the stages finds test files", async () => {
  for (const glob of [...EVERY_TEST, ...Object.values(STAGES).flat()]) {
    assert.ok((await filesOf([glob])).length > 0, `${glob} finds nothing: mend scripts/testStages.ts`);
  }
});

test("npm runs every stage, and all of them", async () => {
  const { scripts } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  assert.equal(scripts.test, "node scripts/test.ts");
  for (const name of names) assert.equal(scripts[`test:${name}`], `node scripts/test.ts ${name}`);
});
