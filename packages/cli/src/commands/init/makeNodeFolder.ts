import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { encryptKeystore, newSecretKey, parseConfiguration, readSecretKeyFile } from "@trellis/node";
import { addressOf, TrellisError, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { CliIo } from "../../shell/CliIo.ts";
import { writeDeploymentFile } from "../../shell/network/DeploymentFile.ts";
import { readPassword } from "../../shell/readPassword.ts";
import { writeNewFile } from "../../shell/writeNewFile.ts";
import { type Choices, configurationOf, filesOfNode } from "./NodePlan.ts";

/** Addresses of the keys of a folder. */
export interface MadeKeys {
  readonly account: string | undefined;
  readonly seats: readonly string[];
}

/**
 * Makes a node's folder: configuration, deployment, keys as keystores of mode 0600. What is there already stays as it is, so a run that was
 * cut short can be repeated.
 * @throws TRL-CLI-061 if the folder holds other things; TRL-CLI-006 if it cannot be written; TRL-NOD-001 if a choice is not valid; as
 * reading passwords and keys does.
 */
export async function makeNodeFolder(io: CliIo, choices: Choices): Promise<MadeKeys> {
  const { folder, passwordFile } = choices;
  const files = filesOfNode(choices);
  const config = configurationOf(choices);
  parseConfiguration(config);
  if (await isEmpty(folder)) {
    // It comes first: by it a later run knows the folder.
    await writeNewFile(files.config, `${JSON.stringify(config, null, 2)}\n`, 0o600);
  } else await requireOwn(folder, files.config);
  if (await isMissing(files.deployment)) await writeDeploymentFile(files.deployment, choices.deployment);
  const keyFiles = [files.l1Key, ...files.seatKeys].filter((file) => file !== undefined);
  if (keyFiles.length === 0) return { account: undefined, seats: [] };
  if (passwordFile === undefined && (await isMissing(files.password))) {
    await writeNewFile(files.password, `${randomBytes(24).toString("base64url")}\n`, 0o600);
  }
  const password = await readPassword(io, { passwordFile: files.password });
  const addresses: string[] = [];
  for (const file of keyFiles) {
    const isNew = await isMissing(file);
    const secretKey = isNew ? newSecretKey() : await readSecretKeyFile(file, { password });
    if (isNew) await writeNewFile(file, await encryptKeystore(secretKey, password), 0o600);
    addresses.push(toHex(addressOf(publicKeyOf(secretKey))));
  }
  const [account, ...seats] = addresses;
  return { account, seats };
}

async function isEmpty(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return (await readdir(folder)).length === 0;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "EEXIST" || code === "ENOTDIR" ? "it is a file, or lies below one" : String(code);
    throw new TrellisError("TRL-CLI-061", `--dir: ${folder} cannot be used as a folder: ${why}`, {}, cause);
  }
}

/** Whether an earlier run has made the folder: its configuration keeps its data in it. */
async function requireOwn(folder: string, config: string): Promise<void> {
  try {
    const { dataDir } = JSON.parse(await readFile(config, "utf8")) as { readonly dataDir?: unknown };
    if (dataDir === join(resolve(dirname(config)), "data")) return;
  } catch {
    // Without such a configuration it is somebody else's.
  }
  const entries = (await readdir(folder)).sort();
  throw new TrellisError(
    "TRL-CLI-061",
    `--dir: ${folder} is neither empty nor made by trellis init: it holds ${entries.slice(0, 3).join(", ")}${entries.length > 3 ? " …" : ""}; name a new folder`,
    { path: folder },
  );
}

async function isMissing(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) === undefined;
}
