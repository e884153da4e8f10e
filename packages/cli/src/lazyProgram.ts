import { Command } from "commander";
import { withExamples } from "./help/examples.ts";
import type { CliIo } from "./shell/CliIo.ts";
import { refuseWrongUse } from "./shell/refuseWrongUse.ts";
import { rootCommand } from "./shell/rootCommand.ts";

interface Entry {
  readonly name: string;
  /** That of the command itself: a test compares them. */
  readonly description: string;
  readonly load: (io: CliIo) => Promise<Command>;
}

/** The commands, in the order of the help. Only what runs is loaded: all of them would take seconds. */
export const COMMANDS: readonly Entry[] = [
  {
    name: "devnet",
    description:
      "run a whole network on this machine: L1, contracts, proposers, provers, a full node and load",
    load: async () => (await import("./commands/devnet/devnetCommand.ts")).devnetCommand(),
  },
  {
    name: "node",
    description: "run one node with the roles that its configuration names",
    load: async () => (await import("./commands/node/nodeCommand.ts")).nodeCommand(),
  },
  {
    name: "prover-agent",
    description: "make proofs for the nodes of an operator: takes jobs from their queue, and needs no key",
    load: async () => (await import("./commands/fleet/proverAgentCommand.ts")).proverAgentCommand(),
  },
  {
    name: "load",
    description: "send signed L2 transactions to a node, as trellis devnet does",
    load: async () => (await import("./commands/load/loadCommand.ts")).loadCommand(),
  },
  {
    name: "simulate",
    description: "put claims of the mechanism to the test with the shipped rules, and write a report",
    load: async (io) => (await import("./commands/simulate/simulateCommand.ts")).simulateCommand(io),
  },
  {
    name: "simulate-worker",
    description: "run experiments for `trellis simulate --queue-file` of another machine",
    load: async () => (await import("./commands/simulate/simulateWorkerCommand.ts")).simulateWorkerCommand(),
  },
  {
    name: "status",
    description: "show L1's view: head, running round, ranking with bonds, seats and court cases",
    load: async (io) => (await import("./commands/status/statusCommand.ts")).statusCommand(io),
  },
  {
    name: "blocks",
    description: "list the last final blocks: who won, with how many provers and what bid, and by how much",
    load: async (io) => (await import("./commands/history/blocksCommand.ts")).blocksCommand(io),
  },
  {
    name: "block",
    description:
      "show one height: who won and why, what others would have needed, who was paid what, who was slashed",
    load: async (io) => (await import("./commands/history/blockCommand.ts")).blockCommand(io),
  },
  {
    name: "why",
    description:
      "say why a proposal won or lost, or why a seat was named, paid, not paid or slashed in the last blocks",
    load: async (io) => (await import("./commands/history/whyCommand.ts")).whyCommand(io),
  },
  {
    name: "explorer",
    description: "print the address of a node's explorer, a web page, and check that it is there",
    load: async (io) => (await import("./commands/explorer/explorerCommand.ts")).explorerCommand(io),
  },
  {
    name: "key",
    description:
      "key files of L1 accounts and seats (secp256k1, mode 0600): create, show, import, export, list",
    load: async (io) => (await import("./commands/key/keyCommand.ts")).keyCommand(io),
  },
  {
    name: "config",
    description: "a node's configuration file: check, schema",
    load: async (io) => (await import("./commands/config/configCommand.ts")).configCommand(io),
  },
  {
    name: "init",
    description: "set up a node's folder: keys, configuration, and the commands that come next",
    load: async (io) => (await import("./commands/init/initCommand.ts")).initCommand(io),
  },
  {
    name: "doctor",
    description: "check whether a node can run and be paid: keys, disk, ports, L1, seats, balances, peers",
    load: async (io) => (await import("./commands/doctor/doctorCommand.ts")).doctorCommand(io),
  },
  {
    name: "deploy",
    description:
      "deploy a rollup from a settings file and write its addresses to a file; nobody can change it afterwards",
    load: async (io) => (await import("./commands/deploy/deployCommand.ts")).deployCommand(io),
  },
  {
    name: "prover",
    description:
      "a prover's L1 actions: stake, rotate-key, pause, resume, exit, withdraw-stake, top-up, payout, claim; and earnings, fleet",
    load: async (io) => (await import("./commands/prover/proverCommand.ts")).proverCommand(io),
  },
  {
    name: "proposer",
    description: "a proposer's L1 actions: balance deposit, balance withdraw, balance show, refund",
    load: async (io) => (await import("./commands/proposer/proposerCommand.ts")).proposerCommand(io),
  },
  {
    name: "round",
    description: "the running round: finalize",
    load: async (io) => (await import("./commands/round/roundCommand.ts")).roundCommand(io),
  },
  {
    name: "court",
    description: "cases against seats that claimed a node and did not prove it (R8): cases, settle",
    load: async (io) => (await import("./commands/court/courtCommand.ts")).courtCommand(io),
  },
  {
    name: "sync",
    description:
      "rebuild the L2 state from L1 alone, and compare every block's state root with the contract's (P10.4)",
    load: async (io) => (await import("./commands/sync/syncCommand.ts")).syncCommand(io),
  },
  {
    name: "snapshot",
    description: "a final L2 state in a file, from which a new node goes on: create, verify, restore",
    load: async (io) => (await import("./commands/snapshot/snapshotCommand.ts")).snapshotCommand(io),
  },
  {
    name: "bridge",
    description:
      "a user's L1 actions: deposit, seed-pool, force-include, claim-withdrawal, stop, escape, return-deposits",
    load: async (io) => (await import("./commands/bridge/bridgeCommand.ts")).bridgeCommand(io),
  },
  {
    name: "deposit",
    description: "move tokens from the acting account to an L2 account; a first deposit opens it (P8.6)",
    load: async (io) => (await import("./commands/bridge/bridgeCommand.ts")).depositCommand(io),
  },
  {
    name: "token",
    description: "the rollup's tokens on L1: balance, send",
    load: async (io) => (await import("./commands/token/tokenCommand.ts")).tokenCommand(io),
  },
  {
    name: "wallet",
    description: "a user's L1 and L2 keys, from one mnemonic in an encrypted file: create, import, show",
    load: async (io) => (await import("./commands/wallet/walletCommand.ts")).walletCommand(io),
  },
  {
    name: "transfer",
    description: "send tokens to another L2 account",
    load: async (io) => (await import("./commands/l2/sendCommands.ts")).transferCommand(io),
  },
  {
    name: "swap",
    description: "sell --amount of --asset to the pool, for the other asset",
    load: async (io) => (await import("./commands/l2/sendCommands.ts")).swapCommand(io),
  },
  {
    name: "withdraw",
    description: "withdraw tokens to the account's L1 owner",
    load: async (io) => (await import("./commands/l2/sendCommands.ts")).withdrawCommand(io),
  },
  {
    name: "balance",
    description: "show an L2 account's balances and nonce at the head",
    load: async (io) => (await import("./commands/l2/queryCommands.ts")).balanceCommand(io),
  },
  {
    name: "tx",
    description: "L2 transactions: status, cancel",
    load: async (io) => (await import("./commands/l2/queryCommands.ts")).txCommand(io),
  },
  {
    name: "completion",
    description: "print a script by which a shell completes commands and options",
    load: async (io) =>
      (await import("./commands/completion/completionCommand.ts")).completionCommand(io, async () =>
        (await import("./program.ts")).program(io),
      ),
  },
];

/** What asks for the list of commands. */
const ROOT = new Set(["help", "--help", "-h", "--version", "-V"]);

/**
 * The `trellis` command, of whose commands only the wanted one can run.
 * @param args - of the command line.
 * @returns undefined if none of the commands here is wanted.
 */
export async function lazyProgram(args: readonly string[]): Promise<Command | undefined> {
  const [first, second] = args;
  const wanted = first === "help" ? second : first;
  const entry = COMMANDS.find(({ name }) => name === wanted);
  if (entry === undefined && first !== undefined && !ROOT.has(first)) return undefined;
  const trellis = rootCommand();
  for (const one of COMMANDS) {
    const command = one === entry ? await loaded(one) : new Command(one.name).description(one.description);
    trellis.addCommand(command);
  }
  withExamples(trellis);
  refuseWrongUse(trellis);
  return trellis;
}

async function loaded({ load }: Entry): Promise<Command> {
  const { processIo } = await import("./shell/CliIo.ts");
  return load(processIo);
}
