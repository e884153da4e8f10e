import { Command } from "commander";
import { bridgeCommand, depositCommand } from "./commands/bridge/bridgeCommand.ts";
import { courtCommand } from "./commands/court/courtCommand.ts";
import { deployCommand } from "./commands/deploy/deployCommand.ts";
import { devnetCommand } from "./commands/devnet/devnetCommand.ts";
import { blockCommand } from "./commands/history/blockCommand.ts";
import { blocksCommand } from "./commands/history/blocksCommand.ts";
import { whyCommand } from "./commands/history/whyCommand.ts";
import { keyCommand } from "./commands/key/keyCommand.ts";
import { balanceCommand, txCommand } from "./commands/l2/queryCommands.ts";
import { swapCommand, transferCommand, withdrawCommand } from "./commands/l2/sendCommands.ts";
import { loadCommand } from "./commands/load/loadCommand.ts";
import { nodeCommand } from "./commands/node/nodeCommand.ts";
import { proposerCommand } from "./commands/proposer/proposerCommand.ts";
import { proverCommand } from "./commands/prover/proverCommand.ts";
import { roundCommand } from "./commands/round/roundCommand.ts";
import { simulateCommand } from "./commands/simulate/simulateCommand.ts";
import { statusCommand } from "./commands/status/statusCommand.ts";
import { syncCommand } from "./commands/sync/syncCommand.ts";
import { walletCommand } from "./commands/wallet/walletCommand.ts";
import { type CliIo, processIo } from "./shell/CliIo.ts";

/** Code of an unknown command, flag or argument. */
const USAGE_ERROR = "TRL-CLI-003";

/** The `trellis` command. `io`: where the commands beside devnet, node and load write. */
export function program(io: CliIo = processIo): Command {
  const trellis = new Command("trellis").description(
    "A zk-rollup with an open auction for blocks and an open network of staked provers",
  );

  for (const command of [
    devnetCommand(),
    nodeCommand(),
    loadCommand(),
    simulateCommand(io),
    statusCommand(io),
    blocksCommand(io),
    blockCommand(io),
    whyCommand(io),
    keyCommand(io),
    deployCommand(io),
    proverCommand(io),
    proposerCommand(io),
    roundCommand(io),
    courtCommand(io),
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

/** Makes every command of the tree respond to wrong use in the same way. */
function refuseWrongUse(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error/, USAGE_ERROR)) })
    .showHelpAfterError();
  for (const sub of command.commands) refuseWrongUse(sub);
}
