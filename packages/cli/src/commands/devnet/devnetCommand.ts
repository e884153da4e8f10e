import { Command } from "commander";
import { runDevnet } from "../../devnet/runDevnet.ts";

/** `trellis devnet`. */
export function devnetCommand(): Command {
  return new Command("devnet")
    .description(
      "run a whole network on this machine: L1, contracts, proposers, provers, a full node and load",
    )
    .option("--blocks <n>", "stop after n final blocks (default: run until Ctrl-C)")
    .option("--provers <n>", "seats of provers", "3")
    .option("--proposers <n>", "proposers", "2")
    .option("--seats-per-process <n>", "seats that share one prover process", "1")
    .option("--depth <d>", "depth of the proof tree, 1..11: 2^d leaves of 8 transactions", "1")
    .option("--proofs <kind>", "real, or simulated: signatures in place of proofs, for development", "real")
    .option("--seed <text>", "makes keys and load reproducible", "trellis")
    .option("--data-dir <folder>", "where the run's files go; kept afterwards (default: a temporary folder)")
    .option("--keep", "keep the temporary folder")
    .option("--keep-witnesses <folder>", "leave the witness of each proof there, to prove it again by hand")
    .option("--json", "one JSON event per line instead of the display")
    .option("--proposal-window <s>", "seconds for proposals, votes and commitments")
    .option("--proof-window <s>", "seconds for proofs")
    .option("--inclusion-delay <s>", "seconds after which a message of L1 must be in a block")
    .option(
      "--queue <policy>",
      "all: proposers take messages of L1 as they come; due: only those that must be",
      "all",
    )
    .option("--pipelined", "propose each block while the one below it is proven")
    .option("--rate <n>", "L2 transactions a second", "2")
    .action((options: unknown) => runDevnet(options));
}
