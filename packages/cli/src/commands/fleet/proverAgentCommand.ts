import { Command } from "commander";
import type { LogFormat } from "../../shell/createLog.ts";
import { logFormatOption } from "../../shell/logFormatOption.ts";

/** `trellis prover-agent`. */
export function proverAgentCommand(): Command {
  return new Command("prover-agent")
    .description("make proofs for the nodes of an operator: takes jobs from their queue, and needs no key")
    .requiredOption("--queue-file <file>", "file (mode 0600) with the URL of the queue's database")
    .option("--jobs <n>", "proofs at the same time", "1")
    .option("--kinds <list>", "kinds of nodes to prove", "leaf,merge,root")
    .option("--name <name>", "name of this agent (default: the machine's name)")
    .option("--proofs <kind>", "real or simulated, as the nodes have it", "real")
    .option("--simulated-ms <n>", "how long a simulated proof takes", "150")
    .option("--crs <folder>", "Ignition's reference string (default: the development one)")
    .option("--keys-file <file>", "keys made for that reference string; with --crs")
    .option("--threads <n>", "threads of one proof (default: all cores)")
    .option("--log-level <level>", "fatal, error, warn, info, debug or trace", "info")
    .addOption(logFormatOption())
    .option("--until-stdin-closes", "end when standard input closes; for a process that supervises the agent")
    .option("--json", "the same as --log-format json")
    .action(async (options: { readonly logFormat?: LogFormat; readonly json?: boolean }) => {
      const { runProverAgent } = await import("./runProverAgent.ts");
      await runProverAgent(options);
    });
}
