import { readFile } from "node:fs/promises";
import type { ContractAddresses } from "@trellis/l1";
import { l1AddressesSchema } from "@trellis/node";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";
import { writeNewFile } from "./writeNewFile.ts";

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
 * Reads a deployment file.
 * @throws TRL-CLI-005 if it cannot be read or is not a deployment.
 */
export async function readDeploymentFile(path: string): Promise<Deployment> {
  const { chainId, ...addresses } = await readJsonFile(path, deploymentSchema, "the deployment file");
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

/**
 * Reads and checks a JSON file.
 * @throws TRL-CLI-005 naming every wrong field.
 */
export async function readJsonFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  what: string,
): Promise<z.output<Schema>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TrellisError("TRL-CLI-005", `cannot read ${what}: ${code}`, { path });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the file. If the path is a key file by mistake, that would show the key.
    throw new TrellisError("TRL-CLI-005", `${what} is not valid JSON`, { path });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(top)"}: ${message}`);
  throw new TrellisError("TRL-CLI-005", `${what} is wrong: ${faults.join("; ")}`, { path });
}
