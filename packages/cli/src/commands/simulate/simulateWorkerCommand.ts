import { Command } from "commander";
import { logFormatOption } from "../../shell/logFormatOption.ts";

/** `trellis simulate-worker`. */
export function simulateWorkerCommand(): Command {
  return new Command("simulate-worker")
    .description("run experiments for `trellis simulate --queue-file` of another machine")
    .argument(
      "[file]",
      "file of an experiment, the same as that of the other machine (default: the report's)",
    )
    .requiredOption("--queue-file <file>", "file (mode 0600) with the URL of the queue's database")
    .option("--jobs <n>", "runs at the same time (default: one for each processor)")
    .option("--log-level <level>", "fatal, error, warn, info, debug or trace", "info")
    .addOption(logFormatOption())
    .option("--json", "the same as --log-format json")
    .action(async (file: string | undefined, options: object) => {
      const { runSimulateWorker } = await import("./runSimulateWorker.ts");
      await runSimulateWorker(file, options);
    });
}
