import type { ContractAddresses } from "@trellis/l1";
import { fromHex, rollupId, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { ConfiguredAddresses } from "../config/l1AddressesSchema.ts";
import type { DeploymentParts, DeploymentReader } from "./DeploymentReader.ts";

/** A deployment as its own constants describe it. */
export interface Deployment {
  readonly chainId: bigint;
  readonly addresses: ContractAddresses;
  /** P6.4: the keys whose proofs it accepts. */
  readonly vkSetHash: bigint;
}

/** The contracts that the constants name. */
const NAMED = [
  "token",
  "secondAsset",
  "vault",
  "registry",
  "auction",
  "rollup",
  "rewards",
  "bridge",
  "court",
  "blockVerifier",
] as const satisfies readonly (keyof DeploymentParts)[];
/** Contracts that have the addresses of others of their deployment in their code. */
const HOLDS = {
  lens: ["auction", "rollup", "bridge", "registry"],
  rollup: ["auction", "bridge", "registry", "blockVerifier"],
} as const;

/**
 * Reads a deployment's addresses from its constants, and holds what is configured to them.
 * @throws TRL-NOD-060 if this L1 has no such deployment; TRL-NOD-061 naming each configured address that is another one; TRL-NOD-062 for a
 * lens or rollup that is not of this deployment; errors of asking L1.
 */
export async function readDeployment(
  l1: DeploymentReader,
  configured: ConfiguredAddresses,
): Promise<Deployment> {
  const chainId = BigInt(await l1.chainId());
  const { constants, lens, deployedAt } = configured;
  const missing = (why: string): TrellisError =>
    new TrellisError(
      "TRL-NOD-060",
      `l1.addresses.constants: ${why} at ${constants} on chain ${chainId}; check l1.rpcUrl and l1.addresses`,
      { field: "l1.addresses.constants", constants, chainId: String(chainId) },
    );
  if ((await l1.code(constants)) === undefined) throw missing("there is no contract");
  const parts = await l1.parts();
  if (parts === undefined) throw missing("the contract is not the constants of a Trellis deployment");
  if (parts.rollupId !== rollupId({ chainId, rollup: fromHex(parts.rollup) })) {
    throw missing("the deployment was made on another chain, which this one was copied from. It stands");
  }
  const wrong = NAMED.filter((name) => configured[name] !== undefined && configured[name] !== parts[name]);
  if (wrong.length > 0) {
    const faults = wrong.map(
      (name) => `l1.addresses.${name} is ${configured[name]}, the deployment's is ${parts[name]}`,
    );
    throw new TrellisError(
      "TRL-NOD-061",
      `the configuration mixes deployments: ${faults.join("; ")}. Remove these fields, or correct them`,
      { fields: wrong.map((name) => `l1.addresses.${name}`).join(", ") },
    );
  }
  const { vkSetHash, rollupId: _, ...contracts } = parts;
  const addresses: ContractAddresses = {
    ...(Object.fromEntries(NAMED.map((name) => [name, contracts[name]])) as typeof contracts),
    constants,
    lens,
    deployedAt,
  };
  for (const holder of ["lens", "rollup"] as const) await requireOfDeployment(l1, holder, addresses);
  return { chainId, addresses, vkSetHash };
}

/** The addresses that a contract was made with stand in its code. */
async function requireOfDeployment(
  l1: DeploymentReader,
  holder: keyof typeof HOLDS,
  addresses: ContractAddresses,
): Promise<void> {
  const code = (await l1.code(addresses[holder]))?.toLowerCase();
  const isOfDeployment =
    code !== undefined && HOLDS[holder].every((name) => code.includes(digitsOf(addresses[name])));
  if (isOfDeployment) return;
  throw new TrellisError(
    "TRL-NOD-062",
    `l1.addresses.${holder}: ${
      code === undefined ? "there is no contract" : "the contract is not of the deployment"
    } at ${addresses[holder]}; use the file that trellis deploy wrote`,
    { field: `l1.addresses.${holder}`, address: addresses[holder] },
  );
}

const digitsOf = (address: Hex): string => address.slice(2).toLowerCase();
