import { Command } from "commander";

/** `trellis devnet`. */
export function devnetCommand(): Command {
  return new Command("devnet")
    .description(
      "run a whole network on this machine: L1, contracts, proposers, provers, a full node and load",
    )
    .option("--blocks <n>", "stop after n final blocks (default: run until Ctrl-C)")
    .option("--provers <n>", "number of prover seats", "3")
    .option("--proposers <n>", "number of proposers", "2")
    .option("--seats-per-process <n>", "seats in one prover process", "1")
    .option("--depth <d>", "depth of the proof tree, 1..11: a block has 2^d leaves of 8 transactions", "1")
    .option("--proofs <kind>", "real or simulated; simulated proofs are signatures, for development", "real")
    .option("--simulated-ms <ms>", "how long a simulated proof takes", "100")
    .option("--seed <text>", "makes keys and load reproducible", "trellis")
    .option(
      "--data-dir <folder>",
      "folder for the run's files; kept afterwards (default: a temporary folder)",
    )
    .option("--keep", "keep the temporary folder")
    .option(
      "--keep-witnesses <folder>",
      "keep the witness of each proof in this folder, to prove it again by hand",
    )
    .option("--json", "print one JSON event a line instead of the display")
    .option("--proposal-window <s>", "seconds for proposals, votes and commitments")
    .option("--proof-window <s>", "seconds for proofs")
    .option("--inclusion-delay <s>", "seconds until a block must include a queued L1 message")
    .option(
      "--queue <policy>",
      "when proposers include L1 messages; all: at the first chance; due: only when they must",
      "all",
    )
    .option("--pipelined", "propose each block while the block below it is being proven")
    .option("--rate <n>", "L2 transactions a second", "2")
    .action(async (options: unknown) => {
      // Loaded only here: `--help` and the other commands do not need it.
      const { runDevnet } = await import("../../devnet/runDevnet.ts");
      await runDevnet(options);
    });
}
