/**
 * Compiles the circuits to `circuits/generated/<name>.json`.
 *
 *   node circuits/scripts/compile-circuits.ts [--check]
 *
 * `--check` writes nothing and exits with 1, naming each file that is missing or stale.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CIRCUIT_NAMES } from "./circuitNames.ts";
import { compileCircuit } from "./compileCircuit.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
for (const name of CIRCUIT_NAMES) {
  const file = new URL(`../generated/${name}.json`, import.meta.url);
  const content = `${JSON.stringify(await compileCircuit(new URL(`../${name}`, import.meta.url)))}\n`;
  if (values.check) {
    const current = await readFile(file, "utf8").catch(() => "");
    if (current !== content) {
      console.error(
        `circuits/generated/${name}.json is stale: run node circuits/scripts/compile-circuits.ts`,
      );
      process.exitCode = 1;
    }
  } else {
    await mkdir(new URL(".", file), { recursive: true });
    await writeFile(file, content);
    console.log(`circuits/generated/${name}.json: ${content.length} bytes`);
  }
}
