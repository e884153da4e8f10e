import { randomBytes } from "node:crypto";
import { link, open, unlink } from "node:fs/promises";
import { TrellisError } from "@trellis/protocol";

/** Bytes of an Ed25519 seed. */
export const PEER_KEY_BYTES = 32;

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** The seed in the file, or undefined if there is no file. */
async function load(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path, "r").catch((error: unknown) => {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    // Checks the opened file, not its name, so that the file cannot be swapped in between.
    const { mode, size } = await file.stat();
    if ((mode & 0o077) !== 0) {
      throw new TrellisError(
        "TRL-GSP-003",
        `gossip.peerKeyFile: others may read the peer key file ${path}; run chmod 600 on it`,
        {
          path,
          mode: (mode & 0o777).toString(8),
        },
      );
    }
    const seed = await file.readFile();
    if (seed.length !== PEER_KEY_BYTES) {
      throw new TrellisError(
        "TRL-GSP-004",
        `gossip.peerKeyFile: a peer key file holds ${PEER_KEY_BYTES} bytes; restore ${path} or remove it`,
        {
          path,
          size,
        },
      );
    }
    return new Uint8Array(seed);
  } finally {
    await file.close();
  }
}

/**
 * The node's Ed25519 seed (32 bytes), from a file that only its owner may read. If the file does not exist, a
 * fresh seed is written with mode 0600.
 * @throws TRL-GSP-003 if others may read the file, TRL-GSP-004 if it does not hold a seed, TRL-GSP-012 if it can be neither read nor made.
 */
export async function loadOrCreatePeerKey(path: string): Promise<Uint8Array> {
  try {
    return await loadOrCreate(path);
  } catch (cause) {
    if (cause instanceof TrellisError || !(cause instanceof Error && "code" in cause)) throw cause;
    const why = WHY[String(cause.code)] ?? String(cause.code);
    throw new TrellisError(
      "TRL-GSP-012",
      `gossip.peerKeyFile: the peer key file ${path} can be neither read nor made: ${why}`,
      { field: "gossip.peerKeyFile", path },
      cause,
    );
  }
}

/** What the operating system's codes mean for a key file. */
const WHY: Readonly<Record<string, string>> = {
  EISDIR: "it is a folder; name a file",
  ENOENT: "its folder does not exist; make it",
  ENOTDIR: "it lies below a file; name another place",
  EACCES: "this user may not read or write it; change its owner",
  EPERM: "this user may not read or write it; change its owner",
  EROFS: "the disk is read-only; name another place",
  ENOSPC: "the disk is full",
};

async function loadOrCreate(path: string): Promise<Uint8Array> {
  const existing = await load(path);
  if (existing !== undefined) return existing;
  const seed = new Uint8Array(randomBytes(PEER_KEY_BYTES));
  // The key is written whole beside its place, then linked there. A crash does not leave half a key. If two
  // processes start at once, the second takes the key of the first.
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    try {
      await file.writeFile(seed);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
    return seed;
  } catch (error) {
    const winner = isErrno(error, "EEXIST") ? await load(path) : undefined;
    if (winner === undefined) throw error;
    return winner;
  } finally {
    await unlink(draft);
  }
}
