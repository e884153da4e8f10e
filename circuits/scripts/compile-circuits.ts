/**
 * Compiles the circuits to `circuits/generated/<name>.json`, keeping what proving needs: `noir_version`, `hash`, `abi`, `bytecode`.
 * No debug symbols and no paths, so that every machine writes the same bytes.
 *
 *   node circuits/scripts/compile-circuits.ts [--check] [name …]
 *
 * `--check` writes nothing and exits with 1 naming each file that is missing or stale.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { compile, createFileManager } from "@noir-lang/noir_wasm";

const CIRCUITS = ["leaf", "merge", "root"];

/** The compiled circuit's file content. Throws with the compiler's message when the source does not compile. */
async function compileCircuit(name: string): Promise<string> {
  const directory = new URL(`../${name}`, import.meta.url).pathname;
  const quiet = () => undefined;
  const { program } = await compile(createFileManager(directory), undefined, quiet as never, quiet as never);
  const { noir_version, hash, abi, bytecode } = program as typeof program & { hash: string };
  return `${JSON.stringify({ noir_version, hash, abi, bytecode })}\n`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false } },
});
for (const name of positionals.length > 0 ? positionals : CIRCUITS) {
  if (!CIRCUITS.includes(name))
    throw new Error(`no circuit is called ${name}; there are ${CIRCUITS.join(", ")}`);
  const file = new URL(`../generated/${name}.json`, import.meta.url);
  const content = await compileCircuit(name);
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
    console.log(`${name}: ${content.length} bytes`);
  }
}
