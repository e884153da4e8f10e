import { Command } from "commander";
import type { CliIo } from "../../shell/CliIo.ts";
import { jsonOption } from "../../shell/l1/l1Command.ts";

/** Gathers an option that may be given again. */
const gather = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** `trellis simulate`. */
export function simulateCommand(io: CliIo): Command {
  return new Command("simulate")
    .description("put claims of the mechanism to the test with the shipped rules, and write a report")
    .argument("[experiment]", "number or name of an experiment, or a file that exports one (default: all)")
    .option("--seeds <n>", "seeds of each point (default: as many as the experiment asks for)")
    .option("--jobs <n>", "worker threads (default: one for each processor)")
    .option("--set <key=values>", "values of a setting, separated by commas; may be given again", gather)
    .option("--out <folder>", "folder for figures, samples, manifest and report", "simulation")
    .option("--full", "sweep finely, with narrow intervals: about half an hour on two processors")
    .option(
      "--queue-file <file>",
      "share the runs by way of the queue's database; file (mode 0600) with its URL",
    )
    .option("--resume", "go on where a run into the same folder was broken off")
    .addOption(jsonOption())
    .action(async (experiment: string | undefined, raw: object) => {
      // Loaded only here: `--help` and the other commands do not need it.
      const { runSimulate } = await import("./runSimulate.ts");
      await runSimulate(io, experiment, raw);
    })
    .addCommand(
      new Command("list")
        .description("list the experiments with their questions and settings")
        .addOption(jsonOption())
        .action(async (_raw: object, command: Command) => {
          const { listExperiments } = await import("./listExperiments.ts");
          // `--json` may stand before `list`.
          await listExperiments(io, command.optsWithGlobals());
        }),
    );
}
