import assert from "node:assert/strict";
import { test } from "node:test";
import { crowdedFolders } from "./checkFolders.ts";

test("only files directly in a folder are counted", () => {
  const paths = ["a/1.ts", "a/2.ts", "a/b/3.ts", "a/b/4.ts", "a/b/5.ts"];
  assert.deepEqual(crowdedFolders(paths, 2), ["a/b holds 3 files: give it rooms"]);
  assert.deepEqual(crowdedFolders(paths, 3), []);
});

test("a folder may hold 25 files", () => {
  const files = (count: number) => Array.from({ length: count }, (_, i) => `a/${i}.ts`);
  assert.deepEqual(crowdedFolders(files(25)), []);
  assert.equal(crowdedFolders(files(26)).length, 1);
});
