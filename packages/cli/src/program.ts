import type { Command } from "commander";
import { bridgeCommand, depositCommand } from "./commands/bridge/bridgeCommand.ts";
import { completionCommand } from "./commands/completion/completionCommand.ts";
import { configCommand } from "./commands/config/configCommand.ts";
import { courtCommand } from "./commands/court/courtCommand.ts";
import { deployCommand } from "./commands/deploy/deployCommand.ts";
import { devnetCommand } from "./commands/devnet/devnetCommand.ts";
import { doctorCommand } from "./commands/doctor/doctorCommand.ts";
import { explorerCommand } from "./commands/explorer/explorerCommand.ts";
import { proverAgentCommand } from "./commands/fleet/proverAgentCommand.ts";
import { blockCommand } from "./commands/history/blockCommand.ts";
import { blocksCommand } from "./commands/history/blocksCommand.ts";
import { whyCommand } from "./commands/history/whyCommand.ts";
import { initCommand } from "./commands/init/initCommand.ts";
import { keyCommand } from "./commands/key/keyCommand.ts";
import { balanceCommand, txCommand } from "./commands/l2/queryCommands.ts";
import { swapCommand, transferCommand, withdrawCommand } from "./commands/l2/sendCommands.ts";
import { loadCommand } from "./commands/load/loadCommand.ts";
import { nodeCommand } from "./commands/node/nodeCommand.ts";
import { proposerCommand } from "./commands/proposer/proposerCommand.ts";
import { proverCommand } from "./commands/prover/proverCommand.ts";
import { roundCommand } from "./commands/round/roundCommand.ts";
import { simulateCommand } from "./commands/simulate/simulateCommand.ts";
import { simulateWorkerCommand } from "./commands/simulate/simulateWorkerCommand.ts";
import { snapshotCommand } from "./commands/snapshot/snapshotCommand.ts";
import { statusCommand } from "./commands/status/statusCommand.ts";
import { syncCommand } from "./commands/sync/syncCommand.ts";
import { tokenCommand } from "./commands/token/tokenCommand.ts";
import { walletCommand } from "./commands/wallet/walletCommand.ts";
import { withExamples } from "./help/examples.ts";
import { type CliIo, processIo } from "./shell/CliIo.ts";
import { refuseWrongUse } from "./shell/refuseWrongUse.ts";
import { rootCommand } from "./shell/rootCommand.ts";

/** The `trellis` command with all its commands, for tests and pages; `lazyProgram` has only the one that runs. `io`: where the commands beside devnet, node and load write. */
export function program(io: CliIo = processIo): Command {
  const trellis = rootCommand();

  for (const command of [
    devnetCommand(),
    nodeCommand(),
    proverAgentCommand(),
    loadCommand(),
    simulateCommand(io),
    simulateWorkerCommand(),
    statusCommand(io),
    blocksCommand(io),
    blockCommand(io),
    whyCommand(io),
    explorerCommand(io),
    keyCommand(io),
    configCommand(io),
    initCommand(io),
    doctorCommand(io),
    deployCommand(io),
    proverCommand(io),
    proposerCommand(io),
    roundCommand(io),
    courtCommand(io),
    syncCommand(io),
    snapshotCommand(io),
    bridgeCommand(io),
    depositCommand(io),
    tokenCommand(io),
    walletCommand(io),
    transferCommand(io),
    swapCommand(io),
    withdrawCommand(io),
    balanceCommand(io),
    txCommand(io),
    completionCommand(io, async () => trellis),
  ]) {
    trellis.addCommand(command);
  }
  withExamples(trellis);
  refuseWrongUse(trellis);
  return trellis;
}
