import { Command } from "commander";

/** `trellis load`. */
export function loadCommand(): Command {
  return new Command("load")
    .description("send signed L2 transactions to a node, as trellis devnet does")
    .requiredOption("--config <file>", "settings file in JSON")
    .option("--until-stdin-closes", "end when standard input closes")
    .action(async (options: { config: string; untilStdinCloses?: boolean }) => {
      const { runLoad } = await import("../../load/runLoad.ts");
      await runLoad(options);
    });
}
