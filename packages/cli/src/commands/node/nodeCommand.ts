import { Command } from "commander";
import type { LogFormat } from "../../shell/createLog.ts";
import { logFormatOption } from "../../shell/logFormatOption.ts";

/** `trellis node`. */
export function nodeCommand(): Command {
  return new Command("node")
    .description("run one node with the roles that its configuration names")
    .requiredOption("--config <file>", "configuration file in JSON (docs/configuration.md)")
    .addOption(logFormatOption())
    .option("--rebuild", "read L1 from the deployment, whatever is stored of it in the data folder")
    .option("--events", "print the node's events to standard output, one JSON object a line")
    .option("--until-stdin-closes", "end when standard input closes; for a process that supervises the node")
    .action(
      async (options: {
        config: string;
        rebuild?: boolean;
        events?: boolean;
        untilStdinCloses?: boolean;
        logFormat?: LogFormat;
      }) => {
        const { runNode } = await import("./runNode.ts");
        await runNode(options);
      },
    );
}
