import { Argument, Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";
import { run } from "../../shell/run.ts";
import { completionTree } from "./CompletionTree.ts";
import { completionScript, SHELLS, type Shell } from "./completionScript.ts";

/** `trellis completion`. @param whole - makes the command with all its commands. */
export function completionCommand(io: CliIo, whole: () => Promise<Command>): Command {
  return new Command("completion")
    .description("print a script by which a shell completes commands and options")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addOption(jsonOption())
    .action((shell: Shell, raw: object) =>
      run(io, raw, async () => {
        const script = completionScript(shell, completionTree(await whole()));
        return { result: { shell, script }, says: [script.trimEnd()] };
      }),
    );
}
