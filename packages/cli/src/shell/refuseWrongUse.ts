import type { Command } from "commander";

/** Code of an unknown command, flag or argument. */
const USAGE_ERROR = "TRL-CLI-003";

/** Makes every command of a tree respond to wrong use in the same way: one line that says what is wrong, and one that says where help is. */
export function refuseWrongUse(command: Command, path = command.name()): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error/, USAGE_ERROR)) })
    .showHelpAfterError(`Run ${path} --help for its options.`);
  for (const sub of command.commands) refuseWrongUse(sub, `${path} ${sub.name()}`);
}
