import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { refuseWrongUse } from "../shell/refuseWrongUse.ts";
import { rootCommand } from "../shell/rootCommand.ts";
import { type CommandEntry, commandOf } from "./CommandTable.ts";
import { withExamples } from "./examples.ts";

/** Written by scripts/generate-commands.ts. */
export const TABLE = new URL("../generated/commands.json", import.meta.url);

/**
 * Shows the help that is asked for, from the table of commands: to load the command itself takes seconds.
 * @returns false if no help is asked for, or it has to come from the command itself.
 */
export function showHelp(args: readonly string[]): boolean {
  if (args[0] !== "help" && !args.includes("--help") && !args.includes("-h")) return false;
  const root = rootCommand();
  for (const entry of JSON.parse(readFileSync(TABLE, "utf8")) as CommandEntry[]) {
    root.addCommand(commandOf(entry));
  }
  withExamples(root);
  refuseWrongUse(root);
  let text = "";
  const quiet = (command: typeof root): void => {
    command.configureOutput({
      writeOut: (part) => {
        text += part;
      },
      writeErr: () => {},
    });
    for (const sub of command.commands) quiet(sub);
  };
  quiet(root);
  try {
    root.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0 || text === "") return false;
    process.stdout.write(text);
    return true;
  }
  return false;
}
