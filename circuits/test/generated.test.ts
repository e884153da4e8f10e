import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CIRCUIT_NAMES } from "../scripts/circuitNames.ts";
import { compileCircuit } from "../scripts/compileCircuit.ts";

for (const name of CIRCUIT_NAMES) {
  test(`circuits/generated/${name}.json is the result of compiling the sources, in any directory`, async () => {
    const file = readFileSync(new URL(`../generated/${name}.json`, import.meta.url), "utf8");
    const compiled = await compileCircuit(new URL(`../${name}`, import.meta.url));
    assert.ok(file === `${JSON.stringify(compiled)}\n`, "run node circuits/scripts/compile-circuits.ts");
    assert.doesNotMatch(file, /\.nr|file_map|debug_symbols/);
  });
}
