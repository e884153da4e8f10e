import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseKeystore, readSecretKeyFile } from "@trellis/node";
import { addressOf, TrellisError, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";

/** A key file of a folder. */
export interface ListedKey {
  readonly file: string;
  /** Its L1 address; `?` if a keystore does not tell it. */
  readonly address: string;
  readonly kind: "encrypted" | "plain" | "plain, and others can read it";
}

/** Longest file that may be a key. */
const MAX_BYTES = 8_192;

/**
 * The key files of a folder, by name. Other files are left out; nothing is decrypted.
 * @throws TRL-CLI-005 if the folder cannot be read.
 */
export async function listKeys(folder: string): Promise<ListedKey[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TrellisError(
      "TRL-CLI-005",
      `--folder: cannot read ${folder}: ${code}`,
      { path: folder },
      cause,
    );
  }
  const keys: ListedKey[] = [];
  for (const name of names) {
    const key = await keyOf(join(folder, name));
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

async function keyOf(file: string): Promise<ListedKey | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > MAX_BYTES) return undefined;
  const text = await readFile(file, "utf8").catch(() => "");
  if (parseKeystore(text) !== undefined) return { file, address: addressIn(text), kind: "encrypted" };
  if (!/^0x[0-9a-fA-F]{64}\s*$/.test(text)) return undefined;
  if ((found.mode & 0o077) !== 0) return { file, address: "?", kind: "plain, and others can read it" };
  const secretKey = await readSecretKeyFile(file).catch(() => undefined);
  if (secretKey === undefined) return undefined;
  return { file, address: toHex(addressOf(publicKeyOf(secretKey))), kind: "plain" };
}

/** The address that a keystore names: it is not secret, and not checked. */
function addressIn(text: string): string {
  const { address } = JSON.parse(text) as { readonly address?: unknown };
  const digits = typeof address === "string" ? address.replace(/^0x/, "").toLowerCase() : "";
  return /^[0-9a-f]{40}$/.test(digits) ? `0x${digits}` : "?";
}
