import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSecretKeyFile } from "@trellis/node";
import { addressOf, LEAF_TRANSACTIONS, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { LoadConfigInput } from "../../load/LoadConfig.ts";
import { l2Key } from "../../load/l2Key.ts";
import type { DevnetOptions } from "./DevnetOptions.ts";
import type { DevnetPlace } from "./deployDevnet.ts";
import { devnetKey } from "./devnetKey.ts";

const LEAST_ACCOUNTS = 4;
const MOST_ACCOUNTS = 512;
/** Waiting transactions that an account is meant to have at most; a node takes 64. */
const PER_ACCOUNT = 48;
/** How long a transaction may wait for its block, seconds. */
const LONGEST_WAIT = 240;
/** Blocks' worth of transactions that may wait. */
const WAITING_BLOCKS = 1.5;
const LOAD_MIX = { swapPercent: 40, withdrawPercent: 5, swapTokens: 100 };

/** L2 accounts that send to each other: so many that a full block's transactions can wait at a node. */
export function loadAccounts({ rate, depth }: Pick<DevnetOptions, "rate" | "depth">): number {
  const waiting = Math.min(rate * LONGEST_WAIT, WAITING_BLOCKS * LEAF_TRANSACTIONS * 2 ** depth);
  return Math.min(MOST_ACCOUNTS, Math.max(LEAST_ACCOUNTS, Math.ceil(waiting / PER_ACCOUNT)));
}

/**
 * Writes the load generator's keys and settings.
 * @param rpcUrl - of the node that gets the load.
 * @returns the settings' file.
 */
export async function prepareLoad(
  { options, dataDir }: Pick<DevnetPlace, "options" | "dataDir">,
  rpcUrl: string,
): Promise<string> {
  const { rate, seed } = options;
  const keyFiles: string[] = [];
  for (let i = 0; i < loadAccounts(options); i++) {
    const path = join(dataDir, "load", `account-${i}.key`);
    await writeSecretKeyFile(path, toBytes(l2Key(seed, "load", i), 32));
    keyFiles.push(path);
  }
  const owner = toHex(addressOf(publicKeyOf(devnetKey(seed, "deployer", 0))));
  const config: LoadConfigInput = { rpcUrl, keyFiles, owner, rate, seed, ...LOAD_MIX };
  const file = join(dataDir, "load.json");
  await writeFile(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
}
