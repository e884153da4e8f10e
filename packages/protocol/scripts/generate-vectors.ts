/**
 * Writes packages/protocol/vectors/*.json. With --check it writes nothing, names every file that is missing, stale or not made here,
 * and exits 1 if there is one.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VECTORS, vectorText } from "./vectors.ts";

const folder = join(import.meta.dirname, "..", "vectors");
mkdirSync(folder, { recursive: true });

const present = readdirSync(folder).filter((file) => file.endsWith(".json"));
const wanted = new Map(Object.entries(VECTORS).map(([name, make]) => [`${name}.json`, vectorText(make)]));
const stale = [...wanted.keys()].filter(
  (file) => !present.includes(file) || readFileSync(join(folder, file), "utf8") !== wanted.get(file),
);
const foreign = present.filter((file) => !wanted.has(file));

if (process.argv.includes("--check")) {
  for (const file of [...stale, ...foreign]) console.error(`stale: packages/protocol/vectors/${file}`);
  if (stale.length + foreign.length > 0) {
    console.error("run: node packages/protocol/scripts/generate-vectors.ts");
    process.exitCode = 1;
  }
} else {
  for (const file of stale) writeFileSync(join(folder, file), wanted.get(file)!);
  console.log(`${wanted.size} vector files, ${stale.length} written`);
}
