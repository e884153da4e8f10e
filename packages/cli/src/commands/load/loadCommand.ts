import { Command } from "commander";
import { runLoad } from "../../load/runLoad.ts";

/** `trellis load`. */
export function loadCommand(): Command {
  return new Command("load")
    .description("send signed L2 transactions to a node, as trellis devnet does")
    .requiredOption("--config <file>", "settings file in JSON")
    .option("--until-stdin-closes", "end when standard input closes")
    .action((options: { config: string; untilStdinCloses?: boolean }) => runLoad(options));
}
