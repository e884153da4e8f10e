import { readFile } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";

const loadConfigSchema = z.strictObject({
  rpcUrl: z.url(),
  /** Files of L2 secret keys (mode 0600) whose accounts send to each other. */
  keyFiles: z.array(z.string()).min(2).max(1_024),
  /** L1 owner of all of them. */
  owner: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, "expected an L1 address")
    .transform((value) => value as `0x${string}`),
  /** Transactions a second. */
  rate: z.number().min(0).max(10_000),
  /** Of a hundred transactions, how many are swaps and how many withdrawals. The rest are transfers. */
  swapPercent: z.number().int().min(0).max(100).default(0),
  withdrawPercent: z.number().int().min(0).max(100).default(0),
  /** A swap sells 1 … this many tokens. */
  swapTokens: z.number().int().min(1).max(1_000_000).default(1),
  seed: z.string(),
});

/** Settings of the load generator. */
export type LoadConfig = z.output<typeof loadConfigSchema>;
/** As written in a file. */
export type LoadConfigInput = z.input<typeof loadConfigSchema>;

/**
 * Reads the load generator's settings.
 * @throws TRL-CLI-020 if the file cannot be read or a field is wrong.
 */
export async function readLoadConfig(path: string): Promise<LoadConfig> {
  try {
    return loadConfigSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new TrellisError(
      "TRL-CLI-020",
      `the load generator's settings are wrong: ${(cause as Error).message}`,
      { path },
      cause,
    );
  }
}
