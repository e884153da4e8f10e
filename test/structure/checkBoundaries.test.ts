import assert from "node:assert/strict";
import { test } from "node:test";
import { leavesItsPackage, productionUsesTests, usesFolder } from "./checkBoundaries.ts";

const importing = (path: string, ...specifiers: readonly string[]) => ({
  path: `packages/${path}`,
  text: specifiers.map((specifier) => `import { it } from "${specifier}";\n`).join(""),
});
const found = (violations: readonly { path: string; line: number; key: string }[]): string[] =>
  violations.map(({ line, key }) => `${line} ${key}`);

test("a production file that imports a test or its support is found", () => {
  const uses = ["./Lamp.test.ts", "../testing/fake.ts", "../../test/arbitraries.ts", "./Door.ts"];
  assert.deepEqual(found(productionUsesTests([importing("house/src/hall/Lamp.ts", ...uses)])), [
    "1 packages/house/src/hall/Lamp.ts must not import packages/house/src/hall/Lamp.test.ts",
    "2 packages/house/src/hall/Lamp.ts must not import packages/house/src/testing/fake.ts",
    "3 packages/house/src/hall/Lamp.ts must not import packages/house/test/arbitraries.ts",
  ]);
  assert.deepEqual(productionUsesTests([importing("house/src/hall/Lamp.test.ts", ...uses)]), []);
});

test("a production file leaves its package by the package's name only", () => {
  const file = importing(
    "house/src/hall/Lamp.ts",
    "../../../street/src/Sign.ts",
    "@trellis/street",
    "../Door.ts",
  );
  assert.deepEqual(found(leavesItsPackage([file], { house: ["street"] })), [
    "1 packages/house/src/hall/Lamp.ts must not import packages/street/src/Sign.ts",
  ]);
});

test("a test reaches packages below its own only", () => {
  const file = importing(
    "house/src/hall/Lamp.test.ts",
    "../../../street/test/sign.ts",
    "../../../sky/src/Sun.ts",
  );
  assert.deepEqual(found(leavesItsPackage([file], { house: ["street"] })), [
    "2 packages/house/src/hall/Lamp.test.ts must not import packages/sky/src/Sun.ts",
  ]);
});

test("a folder that only one other may use is held", () => {
  const files = [
    importing("house/src/cellar/Coal.ts", "./Sack.ts"),
    importing("house/src/stairs/Step.ts", "../cellar/Coal.ts"),
    importing("house/src/hall/Lamp.ts", "../cellar/Coal.ts"),
  ];
  assert.deepEqual(found(usesFolder(files, "packages/house/src/cellar/", "packages/house/src/stairs/")), [
    "1 packages/house/src/hall/Lamp.ts must not import packages/house/src/cellar/Coal.ts",
  ]);
});
