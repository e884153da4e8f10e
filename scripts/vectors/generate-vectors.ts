/**
 * Writes packages/protocol/vectors/*.json, or into the folder of --folder. With --check it writes nothing, names every file that is
 * missing, stale or not made here, and exits 1 if there is one.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { VECTORS, vectorText } from "./vectors.ts";

const { values: options } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    folder: { type: "string", default: join(import.meta.dirname, "../../packages/protocol/vectors") },
  },
});
const { folder } = options;
mkdirSync(folder, { recursive: true });

const present = readdirSync(folder).filter((file) => file.endsWith(".json"));
const wanted = new Map(Object.entries(VECTORS).map(([name, make]) => [`${name}.json`, vectorText(make)]));
const stale = [...wanted.keys()].filter(
  (file) => !present.includes(file) || readFileSync(join(folder, file), "utf8") !== wanted.get(file),
);
const foreign = present.filter((file) => !wanted.has(file));

if (options.check) {
  for (const file of [...stale, ...foreign]) console.error(`stale: ${join(folder, file)}`);
  if (stale.length + foreign.length > 0) {
    console.error("run: node scripts/vectors/generate-vectors.ts");
    process.exitCode = 1;
  }
} else {
  for (const file of stale) writeFileSync(join(folder, file), wanted.get(file)!);
  console.log(`${wanted.size} vector files, ${stale.length} written`);
}
