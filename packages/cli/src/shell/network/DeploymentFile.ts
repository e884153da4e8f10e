import type { ContractAddresses } from "@trellis/l1";
import { l1AddressesSchema } from "@trellis/node";
import { z } from "zod";
import { checkedJson, readJsonFile } from "../readJsonFile.ts";
import { writeNewFile } from "../writeNewFile.ts";
import { isNetworkFile, parseNetwork } from "./NetworkFile.ts";

const deploymentSchema = l1AddressesSchema.extend({
  /** Chain id of the L1 that it is on. */
  chainId: z.number().int().positive(),
});

/** A rollup's L1 chain and its addresses there, as `trellis deploy` and `trellis devnet` write them. */
export interface Deployment {
  readonly chainId: number;
  readonly addresses: ContractAddresses;
}

/**
 * Reads a deployment file, or the deployment of a network file.
 * @throws TRL-CLI-005 if it cannot be read or is neither.
 */
export async function readDeploymentFile(path: string): Promise<Deployment> {
  const value = await readJsonFile(path, z.unknown(), "the deployment file");
  if (isNetworkFile(value)) {
    const { chainId, addresses } = parseNetwork(value, path).l1;
    return { chainId, addresses };
  }
  const { chainId, ...addresses } = checkedJson(value, deploymentSchema, "the deployment file", path);
  return { chainId, addresses };
}

/**
 * Writes a deployment file, which must not exist.
 * @throws TRL-CLI-006 if it exists or cannot be written.
 */
export async function writeDeploymentFile(path: string, { chainId, addresses }: Deployment): Promise<void> {
  const { deployedAt, ...contracts } = addresses;
  const value = { chainId, ...contracts, deployedAt: String(deployedAt) };
  await writeNewFile(path, `${JSON.stringify(value, null, 2)}\n`, 0o644);
}
