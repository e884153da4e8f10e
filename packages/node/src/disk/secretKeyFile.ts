import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { TrellisError } from "@trellis/protocol";
import { isSecretKey } from "@trellis/protocol/keys";
import { decryptKeystore, parseKeystore } from "./keystore.ts";

/** Longest key file that is read, in bytes: room for a keystore. */
const MAX_FILE_BYTES = 8_192;

/** A fresh secp256k1 secret key, 32 bytes. */
export function newSecretKey(): Uint8Array {
  for (;;) {
    const key = Uint8Array.from(randomBytes(32));
    if (isSecretKey(key)) return key;
  }
}

/**
 * Writes a 32-byte secret as hex into a new file that only its owner can read.
 * @throws TRL-NOD-003 if the file exists or cannot be written; an existing key is never overwritten.
 */
export async function writeSecretKeyFile(path: string, secretKey: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`0x${Buffer.from(secretKey).toString("hex")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TrellisError(
      "TRL-NOD-003",
      `the key file ${shownPath(path)} ${code === "EEXIST" ? "exists; no key is overwritten" : `cannot be written: ${code}`}`,
      { path: shownPath(path) },
      cause,
    );
  }
}

/**
 * Reads a 32-byte secret key from a file: its digits, or a keystore (Web3 Secret Storage).
 * @throws TRL-NOD-004 if the file cannot be read, can be read by others than its owner, or does not contain such a key; TRL-NOD-070 if it is
 * encrypted and there is no password, or a wrong one. The error never contains the file's content.
 */
export async function readSecretKeyFile(
  path: string,
  { field, passwordFile, password }: KeyFileOptions = {},
): Promise<Uint8Array> {
  const shown = shownPath(path);
  const failed = (why: string, code = "TRL-NOD-004"): TrellisError =>
    new TrellisError(code, `${field === undefined ? "" : `${field}: `}the key file ${shown} ${why}`, {
      path: shown,
      ...(field === undefined ? {} : { field }),
    });
  const text = await readOwnFile(path, failed);
  const keystore = parseKeystore(text);
  if (keystore !== undefined) {
    const word = password ?? (passwordFile === undefined ? undefined : await readPasswordFile(passwordFile));
    if (word === undefined) {
      throw failed("is encrypted; set keyPasswordFile, or use --password-file", "TRL-NOD-070");
    }
    try {
      return await decryptKeystore(keystore, word);
    } catch (error) {
      if (!(error instanceof TrellisError)) throw error;
      throw failed(`cannot be opened: ${error.message.replace(/^TRL-NOD-[0-9]+: /, "")}`, error.code);
    }
  }
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) {
    throw failed("must hold 0x and 64 hexadecimal digits, or a keystore of version 3");
  }
  const key = Uint8Array.from(Buffer.from(text.slice(2), "hex"));
  if (!isSecretKey(key)) throw failed("holds a number that is not a secp256k1 secret key");
  return key;
}

/** How a key file is read. */
export interface KeyFileOptions {
  /** Of the configuration that names the file, for messages. */
  readonly field?: string | undefined;
  /** File whose first line is the password, if the key file is a keystore. */
  readonly passwordFile?: string | undefined;
  /** The password itself, in place of its file. */
  readonly password?: string | undefined;
}

/** The first line of a password file. @throws TRL-NOD-070. */
async function readPasswordFile(path: string): Promise<string> {
  const failed = (why: string): TrellisError =>
    new TrellisError("TRL-NOD-070", `keyPasswordFile: the password file ${path} ${why}`, { path });
  const [line = ""] = (await readOwnFile(path, failed)).split(/\r?\n/, 1);
  if (line === "") throw failed("is empty");
  return line;
}

/**
 * The text of a small file that only its owner can read, without white space around it.
 * @throws what `refused` makes, if it cannot be read, or others can read it. A file of more than 8,192 bytes counts as empty.
 */
export async function readOwnFile(path: string, refused: (why: string) => TrellisError): Promise<string> {
  const { text, mode } = await readSmallFile(path, refused);
  if ((mode & 0o077) !== 0) throw refused("can be read by others; run chmod 600 on it");
  return text;
}

/** A path for messages. Somebody may give the key itself in its place. */
const shownPath = (path: string): string =>
  /[0-9a-fA-F]{64}/.test(path) ? "(its name looks like a key, so it is not shown)" : path;

/** Text and mode, read from one open file. Reads no more than a key needs. */
async function readSmallFile(
  path: string,
  refused: (why: string) => TrellisError,
): Promise<{ readonly text: string; readonly mode: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const { mode } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_FILE_BYTES + 1), 0, MAX_FILE_BYTES + 1, 0);
    const text = bytesRead > MAX_FILE_BYTES ? "" : buffer.toString("utf8", 0, bytesRead).trim();
    return { text, mode };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw refused(code === "ENOENT" ? "does not exist" : `cannot be read: ${code}`);
  } finally {
    await file?.close();
  }
}
