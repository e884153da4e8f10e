import { homedir } from "node:os";
import { join } from "node:path";
import type { ContractAddresses } from "@trellis/l1";
import { l1AddressesSchema, peerAddress } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { checkedJson, readJsonFile } from "../readJsonFile.ts";
import { toJson } from "../text/toJson.ts";
import { writeNewFile } from "../writeNewFile.ts";

/** Marks a network file. */
const FORMAT = "trellis-network";
const VERSION = 1;
/** What is no path: it stands for a file of the folder of networks. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Anyone may read a network file. */
const url = z.url({ protocol: /^https?$/, error: "expected an http or https URL" }).refine((text) => {
  const { username, password } = URL.parse(text) ?? {};
  return !username && !password;
}, "a URL in a network file may hold no password");

const networkSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION, `this trellis reads version ${VERSION}; use the release that fits the network`),
  name: z.string().regex(NAME, "expected 1 to 32 small letters, digits and hyphens"),
  /** `simulated` on development chains only. */
  proofs: z.enum(["real", "simulated"]),
  l1: z.strictObject({
    chainId: z.number().int().positive(),
    /** The preferred provider first. */
    rpcUrl: z.array(url).min(1).max(8),
    addresses: l1AddressesSchema,
  }),
  /** Peers that a new node starts with. */
  bootstrap: z.array(peerAddress).max(64),
  /** JSON-RPC of a node for L2 users. */
  node: url.optional(),
  /** API of a node's index, which also serves the explorer. */
  index: url.optional(),
});

/** All that a command or a new node must know of a network. No part of it is secret. */
export interface Network {
  readonly name: string;
  readonly proofs: "real" | "simulated";
  readonly l1: {
    readonly chainId: number;
    readonly rpcUrl: readonly string[];
    readonly addresses: ContractAddresses;
  };
  readonly bootstrap: readonly string[];
  readonly node?: string | undefined;
  readonly index?: string | undefined;
}

/** Whether the contents of a JSON file say that it is a network file. */
export function isNetworkFile(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { format?: unknown }).format === FORMAT;
}

/**
 * The file that `--network` means: a path, or a name in the folder of networks.
 * @param environment - the process' variables; `XDG_CONFIG_HOME` moves the folder.
 */
export function networkPath(
  fileOrName: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (!NAME.test(fileOrName)) return fileOrName;
  const { XDG_CONFIG_HOME } = environment;
  return join(XDG_CONFIG_HOME || join(homedir(), ".config"), "trellis", "networks", `${fileOrName}.json`);
}

/**
 * Reads a network.
 * @param path - of {@link networkPath}.
 * @throws TRL-CLI-005 if it is missing, torn, another kind of file, or has wrong fields.
 */
export async function readNetworkFile(path: string): Promise<Network> {
  return parseNetwork(await readJsonFile(path, z.unknown(), `the network file ${path}`), path);
}

/** Checks the contents of a network file. @throws TRL-CLI-005. */
export function parseNetwork(value: unknown, path: string): Network {
  if (!isNetworkFile(value)) {
    const isDeployment = typeof value === "object" && value !== null && "rollup" in value;
    throw new TrellisError(
      "TRL-CLI-005",
      `${path} is no network file: ${isDeployment ? "it is a deployment file, for --deployment" : "name a network.json, as trellis devnet writes it"}`,
      { path },
    );
  }
  const { format, version, ...network } = checkedJson(value, networkSchema, `the network file ${path}`, path);
  return network;
}

/** Writes a network file, which must not exist. @throws TRL-CLI-006. */
export async function writeNetworkFile(path: string, network: Network): Promise<void> {
  const { name, proofs, l1, bootstrap, node, index } = network;
  const value = { format: FORMAT, version: VERSION, name, proofs, l1, bootstrap, node, index };
  await writeNewFile(path, `${JSON.stringify(JSON.parse(toJson(value)), null, 2)}\n`, 0o644);
}
