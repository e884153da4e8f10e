import { join, resolve } from "node:path";
import type { ConfigurationInput } from "@trellis/node";
import type { Deployment } from "../../shell/network/DeploymentFile.ts";

/** What a node is set up to do. */
export const ROLES = ["prover", "proposer", "full"] as const;
export type NodeRole = (typeof ROLES)[number];

/** Chains on which the development reference string is allowed. */
const DEVELOPMENT_CHAINS = [31_337, 1_337];

/** What the operator has chosen. */
export interface Choices {
  readonly role: NodeRole;
  readonly folder: string;
  readonly name: string;
  readonly rpcUrl: readonly string[];
  readonly deployment: Deployment;
  readonly bootstrap: readonly string[];
  readonly announce: readonly string[];
  /** Seats of a prover. */
  readonly seats: number;
  readonly proofs: "real" | "simulated";
  /** An existing file with the password of the keys; undefined: one is made. */
  readonly passwordFile: string | undefined;
}

/** The files of a node's folder, as absolute paths. */
export interface NodeFiles {
  readonly config: string;
  readonly deployment: string;
  /** Undefined for a node that sends nothing to L1. */
  readonly l1Key: string | undefined;
  readonly seatKeys: readonly string[];
  readonly password: string;
  readonly data: string;
}

/** Where a node's files are. */
export function filesOfNode({ role, folder, seats, passwordFile }: Choices): NodeFiles {
  const at = (name: string): string => join(resolve(folder), name);
  return {
    config: at("node.json"),
    deployment: at("deployment.json"),
    l1Key: role === "full" ? undefined : at("l1.json"),
    seatKeys: role === "prover" ? Array.from({ length: seats }, (_, seat) => at(`seat-${seat}.json`)) : [],
    password: passwordFile === undefined ? at("password") : resolve(passwordFile),
    data: at("data"),
  };
}

/** The configuration of a node, as its file has it. */
export function configurationOf(choices: Choices): ConfigurationInput {
  const { role, folder, name, rpcUrl, deployment, bootstrap, announce, proofs } = choices;
  const files = filesOfNode(choices);
  const { constants, lens, deployedAt } = deployment.addresses;
  const isDevelopment = DEVELOPMENT_CHAINS.includes(deployment.chainId);
  const at = (file: string): string => join(resolve(folder), file);
  return {
    name,
    dataDir: files.data,
    l1: {
      rpcUrl: rpcUrl.length === 1 ? rpcUrl[0]! : [...rpcUrl],
      chainId: deployment.chainId,
      addresses: { constants, lens, deployedAt: String(deployedAt) },
    },
    gossip: {
      ...(announce.length === 0 ? {} : { announce: [...announce] }),
      bootstrap: [...bootstrap],
      peerKeyFile: at("peer.key"),
    },
    rpc: { port: 8_645 },
    metrics: {},
    proofs,
    ...(proofs === "simulated" || isDevelopment
      ? {}
      : { srs: { kind: "ignition", path: at("crs"), keysFile: at("keys.json") } }),
    ...(files.l1Key === undefined ? {} : { l1KeyFile: files.l1Key, keyPasswordFile: files.password }),
    ...(role === "proposer" ? { proposer: {} } : {}),
    ...(role === "prover" ? { prover: { seatKeyFiles: [...files.seatKeys] } } : {}),
  };
}

/** The commands that are next, with what each is for. */
export function nextSteps(choices: Choices, account: string | undefined): string[] {
  const { role, rpcUrl, proofs, folder } = choices;
  const files = filesOfNode(choices);
  const { srs } = configurationOf(choices);
  const common = `--rpc ${quoted(rpcUrl[0]!)} --deployment ${quoted(files.deployment)}`;
  const signed = `${common} --key-file ${quoted(files.l1Key ?? "")} --password-file ${quoted(files.password)}`;
  const steps: string[] = [];
  if (srs !== undefined && proofs === "real") {
    steps.push(
      `# Put the reference string into ${folder}/crs and the release's keys.json beside it (docs/configuration.md, Ignition).`,
    );
  }
  if (account !== undefined) {
    steps.push(`# Send Ether for gas, and the rollup's tokens, to ${account}.`);
  }
  if (role === "prover") {
    steps.push("# Stake for each seat.");
    for (const seat of files.seatKeys) {
      steps.push(`trellis prover stake ${signed} --seat-key-file ${quoted(seat)}`);
    }
  }
  if (role === "proposer") {
    steps.push("# Deposit what bids and bonds are taken from.");
    steps.push(`trellis proposer balance deposit ${signed} --amount 1000`);
  }
  steps.push(
    "# Check the set-up, then run the node.",
    `trellis doctor --config ${quoted(files.config)}`,
    `trellis node --config ${quoted(files.config)}`,
  );
  return steps;
}

/** A word of a shell's command line. */
function quoted(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
