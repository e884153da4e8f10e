/**
 * Writes the tables of docs/spec/README.md that follow from the presets and from measured gas.
 *
 *   node scripts/generate-spec-tables.ts           write
 *   node scripts/generate-spec-tables.ts --check   exit 1 if a table is stale
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { economicsTable, gasTable } from "./specTables/economicsTable.ts";
import { quickPreset, settingsTable } from "./specTables/settingsTable.ts";

const PAGE = join(import.meta.dirname, "../docs/spec/README.md");

/** Each stands between `<!-- name -->` and `<!-- end of name -->`. */
const PARTS: Readonly<Record<string, () => string>> = {
  "table of settings": () => `${settingsTable()}\n\n${quickPreset()}`,
  "table of M7": economicsTable,
  "table of gas": gasTable,
};

function written(page: string): string {
  let text = page;
  for (const [name, make] of Object.entries(PARTS)) {
    const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/spec/README.md has no place for the ${name}`);
    text = `${text.slice(0, from + start.length)}\n\n${make()}\n\n${text.slice(to)}`;
  }
  return text;
}

const page = readFileSync(PAGE, "utf8");
const fresh = written(page);
if (!process.argv.includes("--check")) writeFileSync(PAGE, fresh);
else if (page !== fresh) {
  console.error("docs/spec/README.md is stale: run node scripts/generate-spec-tables.ts");
  process.exitCode = 1;
}
