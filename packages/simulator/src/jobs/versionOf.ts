import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What decides the result of a run: the sources of these packages, without their tests. */
const PACKAGES = [
  "@trellis/simulator",
  "@trellis/strategy",
  "@trellis/ledger",
  "@trellis/protocol",
  "@trellis/field",
];
const SOURCES = ["src/**/*.ts", "tables/**/*"];

/**
 * A hash of all that decides what a run gives: rules, strategies, experiments, tables, and the engine that computes. Machines with the same
 * one give the same results.
 * @param files - experiments that are not of this package: their text counts, what they import does not.
 * @returns 64 hexadecimal digits.
 */
export async function versionOf(files: readonly string[] = []): Promise<string> {
  const hash = createHash("sha256").update(process.versions.v8);
  const add = async (name: string, path: string): Promise<void> => {
    const content = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    hash.update(`\n${name} ${content}`);
  };
  for (const name of PACKAGES) {
    const folder = join(dirname(fileURLToPath(import.meta.resolve(name))), "..");
    const paths: string[] = [];
    for await (const path of glob(SOURCES, { cwd: folder })) paths.push(path);
    for (const path of paths.sort()) {
      if (/\.[a-z]+$/.test(path) && !path.endsWith(".test.ts"))
        await add(`${name} ${path}`, join(folder, path));
    }
  }
  for (const file of files) await add("experiment", file);
  return hash.digest("hex");
}
