import { Command } from "commander";
import { runLoad } from "../../load/runLoad.ts";

/** `trellis load`. */
export function loadCommand(): Command {
  return new Command("load")
    .description("send signed L2 transfers to a node")
    .requiredOption("--config <file>", "settings, JSON")
    .option("--until-stdin-closes", "end when standard input closes")
    .action((options: { config: string; untilStdinCloses?: boolean }) => runLoad(options));
}
