import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSecretKeyFile } from "@trellis/node";
import { addressOf, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { LoadConfigInput } from "../../load/LoadConfig.ts";
import { l2Key } from "../../load/l2Key.ts";
import type { DevnetPlace } from "./deployDevnet.ts";
import { devnetKey } from "./devnetKey.ts";

/** L2 accounts that send to each other. */
export const LOAD_ACCOUNTS = 4;
const LOAD_MIX = { swapPercent: 40, withdrawPercent: 5, swapTokens: 100 };

/**
 * Writes the load generator's keys and settings.
 * @param rpcUrl - of the node that gets the load.
 * @returns the settings' file.
 */
export async function prepareLoad(
  { options: { rate, seed }, dataDir }: Pick<DevnetPlace, "options" | "dataDir">,
  rpcUrl: string,
): Promise<string> {
  const keyFiles: string[] = [];
  for (let i = 0; i < LOAD_ACCOUNTS; i++) {
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
