import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { TrellisError } from "@trellis/protocol";
import { isSecretKey } from "@trellis/protocol/keys";

/** Longest key file that is read, in bytes: room for 0x, 64 digits and spaces around them. */
const MAX_FILE_BYTES = 256;

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
 * Reads a 32-byte secret key from a file.
 * @param field - of the configuration that names the file, for messages.
 * @throws TRL-NOD-004 if the file cannot be read, can be read by others than its owner, or does not contain such a key. The error
 * never contains the file's content.
 */
export async function readSecretKeyFile(path: string, field?: string): Promise<Uint8Array> {
  const shown = shownPath(path);
  const refused = (why: string): TrellisError =>
    new TrellisError(
      "TRL-NOD-004",
      `${field === undefined ? "" : `${field}: `}the key file ${shown} ${why}`,
      {
        path: shown,
        ...(field === undefined ? {} : { field }),
      },
    );
  const { text, mode } = await readSmallFile(path, refused);
  if ((mode & 0o077) !== 0) throw refused("can be read by others; run chmod 600 on it");
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw refused("must hold 0x and 64 hexadecimal digits");
  const key = Uint8Array.from(Buffer.from(text.slice(2), "hex"));
  if (!isSecretKey(key)) throw refused("holds a number that is not a secp256k1 secret key");
  return key;
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
    throw refused(
      code === "ENOENT" ? "does not exist; make one with trellis key create" : `cannot be read: ${code}`,
    );
  } finally {
    await file?.close();
  }
}
