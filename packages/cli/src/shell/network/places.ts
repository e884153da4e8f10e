import { TrellisError } from "@trellis/protocol";
import { type Command, Option } from "commander";
import { type Network, networkPath, readNetworkFile } from "./NetworkFile.ts";

/** What a command must know of a network, by the name of its option. */
const PLACES = {
  rpc: {
    flags: "--rpc <url>",
    says: "JSON-RPC of an L1 node",
    variable: "TRELLIS_RPC",
    of: ({ l1 }: Network) => l1.rpcUrl.join(","),
  },
  deployment: {
    flags: "--deployment <file>",
    says: "file with the rollup's addresses, as deploy and devnet write it",
    variable: "TRELLIS_DEPLOYMENT",
    // A network file holds the deployment.
    of: (_: Network, path: string) => path,
  },
  node: {
    flags: "--node <url>",
    says: "RPC of a Trellis node",
    variable: "TRELLIS_NODE",
    of: ({ node }: Network) => node,
  },
  index: {
    flags: "--index <url>",
    says: "API of a node's index, in place of L1; it also has what gossip alone knows",
    variable: "TRELLIS_INDEX",
    of: ({ index }: Network) => index,
  },
} as const;

export type Place = keyof typeof PLACES;

/** The option of a place, with its environment variable. @param says - what the option means to this command. */
export function placeOption(place: Place, { flags, says }: { flags?: string; says?: string } = {}): Option {
  const preset = PLACES[place];
  return new Option(flags ?? preset.flags, says ?? preset.says).env(preset.variable);
}

/** `--network`, as every command that needs a network has it. */
export const networkOption = (): Option =>
  new Option(
    "--network <file>",
    "network.json, as devnet writes it, or a name in ~/.config/trellis/networks; stands for the places above",
  ).env("TRELLIS_NETWORK");

/** Options of a command with the places that the network file tells. */
export interface Found {
  readonly options: Readonly<Record<string, unknown>>;
  readonly network: Network | undefined;
}

/**
 * Fills in the places of a command's options. An option on the command line goes before the environment, and of each, a place's own option
 * goes before the network.
 * @param places - by the names of their options.
 * @param needed - those without which the command cannot run.
 * @throws TRL-CLI-004 if a needed place is missing; TRL-CLI-005 for the network file.
 */
export async function findPlaces(
  command: Command,
  places: Readonly<Record<string, Place>>,
  needed: readonly string[],
): Promise<Found> {
  const { network: named, ...options } = command.opts<Record<string, unknown>>();
  const path = typeof named === "string" ? networkPath(named) : undefined;
  const names = Object.entries(places).filter(([option]) => !isNearer(command, option));
  // What the environment says, and nothing needs, may be out of date.
  const isWanted = names.length > 0 || command.getOptionValueSource("network") === "cli";
  const network = path === undefined || !isWanted ? undefined : await readNetworkFile(path);
  if (network !== undefined) {
    for (const [option, place] of names) {
      const value = PLACES[place].of(network, path!);
      if (value !== undefined) options[option] = value;
    }
  }
  for (const option of needed) {
    if (options[option] !== undefined) continue;
    const { variable } = PLACES[places[option]!];
    throw new TrellisError(
      "TRL-CLI-004",
      network === undefined
        ? `--${option}: name it by --${option} or ${variable}, or the network by --network or TRELLIS_NETWORK`
        : `--${option}: the network ${network.name} names none; name it by --${option} or ${variable}`,
    );
  }
  return { options, network };
}

/** Whether an option's own value goes before the network's. */
function isNearer(command: Command, option: string): boolean {
  const own = command.getOptionValueSource(option);
  return own === "cli" || (own === "env" && command.getOptionValueSource("network") !== "cli");
}
