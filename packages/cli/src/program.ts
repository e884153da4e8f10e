import { Command } from "commander";
import { bridgeCommand, depositCommand } from "./bridge/bridgeCommand.ts";
import { type CliIo, processIo } from "./command/CliIo.ts";
import { deployCommand } from "./deploy/deployCommand.ts";
import { runDevnet } from "./devnet/runDevnet.ts";
import { keyCommand } from "./key/keyCommand.ts";
import { balanceCommand, txCommand } from "./l2/queryCommands.ts";
import { swapCommand, transferCommand, withdrawCommand } from "./l2/sendCommands.ts";
import { runLoad } from "./load/runLoad.ts";
import { proposerCommand } from "./proposer/proposerCommand.ts";
import { proverCommand } from "./prover/proverCommand.ts";
import { roundCommand } from "./round/roundCommand.ts";
import { runNode } from "./runNode.ts";
import { slashCommand } from "./slash/slashCommand.ts";
import { statusCommand } from "./status/statusCommand.ts";
import { syncCommand } from "./sync/syncCommand.ts";
import { walletCommand } from "./wallet/walletCommand.ts";

/** Code of an unknown command, flag or argument. */
const USAGE_ERROR = "TRL-CLI-003";

/** The `trellis` command. `io`: where the commands beside devnet, node and load write. */
export function program(io: CliIo = processIo): Command {
  const trellis = new Command("trellis").description(
    "A rollup whose blocks are auctioned, and proven by an open network of staked provers",
  );

  trellis
    .command("devnet")
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
    .option("--pipelined", "propose each block while the one below it is proven")
    .option("--rate <n>", "L2 transactions a second", "2")
    .action((options: unknown) => runDevnet(options));

  trellis
    .command("node")
    .description("run one node with the roles of its configuration")
    .requiredOption("--config <file>", "configuration, JSON (docs/configuration.md)")
    .option("--events", "write the node's events to standard output, one JSON object per line")
    .option("--until-stdin-closes", "end when standard input closes, for supervision by another process")
    .action((options: { config: string; events?: boolean; untilStdinCloses?: boolean }) => runNode(options));

  trellis
    .command("load")
    .description("send signed L2 transfers to a node")
    .requiredOption("--config <file>", "settings, JSON")
    .option("--until-stdin-closes", "end when standard input closes")
    .action((options: { config: string; untilStdinCloses?: boolean }) => runLoad(options));

  for (const command of [
    statusCommand(io),
    keyCommand(io),
    deployCommand(io),
    proverCommand(io),
    proposerCommand(io),
    roundCommand(io),
    slashCommand(io),
    syncCommand(io),
    bridgeCommand(io),
    depositCommand(io),
    walletCommand(io),
    transferCommand(io),
    swapCommand(io),
    withdrawCommand(io),
    balanceCommand(io),
    txCommand(io),
  ]) {
    trellis.addCommand(command);
  }
  refuseWrongUse(trellis);
  return trellis;
}

/** The same answer to wrong use by every command of the tree. */
function refuseWrongUse(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error/, USAGE_ERROR)) })
    .showHelpAfterError();
  for (const sub of command.commands) refuseWrongUse(sub);
}
