import { Command } from "commander";
import { runNode } from "./runNode.ts";

/** `trellis node`. */
export function nodeCommand(): Command {
  return new Command("node")
    .description("run one node with the roles of its configuration")
    .requiredOption("--config <file>", "configuration, JSON (docs/configuration.md)")
    .option("--events", "write the node's events to standard output, one JSON object per line")
    .option("--until-stdin-closes", "end when standard input closes, for supervision by another process")
    .action((options: { config: string; events?: boolean; untilStdinCloses?: boolean }) => runNode(options));
}
