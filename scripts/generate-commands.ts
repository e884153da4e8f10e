/**
 * Writes packages/cli/src/generated/commands.json: what the help of every command shows, so that `--help` loads no command.
 *
 *   node scripts/generate-commands.ts           write
 *   node scripts/generate-commands.ts --check   exit 1 if it is stale
 */
import { readFileSync, writeFileSync } from "node:fs";
import { entryOf } from "../packages/cli/src/help/CommandTable.ts";
import { TABLE } from "../packages/cli/src/help/showHelp.ts";
import { program } from "../packages/cli/src/program.ts";

const fresh = `${JSON.stringify(entryOf(program()).commands, null, 1)}\n`;
if (!process.argv.includes("--check")) writeFileSync(TABLE, fresh);
else if (readFileSync(TABLE, "utf8") !== fresh) {
  console.error("packages/cli/src/generated/commands.json is stale: run node scripts/generate-commands.ts");
  process.exitCode = 1;
}
