import { constants } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { concatBytes, equalBytes, sha256, TrellisError } from "@trellis/protocol";

/** Told of a file that was refused and set aside: TRL-NOD-050. */
export type OnRefused = (error: TrellisError) => void;

/** Bounds of a folder's content. */
export interface SealedFolderLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
}

/** Names of files: no path, no leading dot. */
const NAME = /^[0-9a-z][0-9a-z-]{0,127}$/;
const SEAL_BYTES = 32;
const TEMPORARY = ".tmp";
/** End of the name of a file that was refused. The folder never reads it again. */
const REFUSED = ".refused";
/** Most refused files kept for the operator to look at. */
const MAX_REFUSED = 4;

/**
 * Small files that outlast the process. Each is written completely or not at all, and only its owner can read it. A read returns the
 * written content or nothing: a torn or changed file does not match its seal (SHA-256). Such a file is set aside under another name, so
 * that the operator can look at it. A seal protects against accidents, not against an attacker with the owner's rights, so callers must
 * check the content like a stranger's message.
 */
export class SealedFolder {
  readonly #path: string;
  readonly #limits: SealedFolderLimits;
  readonly #onRefused: OnRefused;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, limits: SealedFolderLimits, onRefused: OnRefused = () => {}) {
    this.#path = path;
    this.#limits = limits;
    this.#onRefused = onRefused;
  }

  /** Creates the folder if needed and removes the remains of interrupted writes. @throws TRL-NOD-009 if it cannot be used. */
  async open(): Promise<void> {
    await this.#attempt(async () => {
      await mkdir(this.#path, { recursive: true, mode: 0o700 });
      const files = await readdir(this.#path);
      const refused = files.filter((file) => file.endsWith(REFUSED)).sort();
      const kept = new Set(refused.slice(0, MAX_REFUSED));
      for (const file of files) {
        if (NAME.test(file) || kept.has(file)) continue;
        await rm(join(this.#path, file), { recursive: true, force: true });
      }
    });
  }

  /** Names of the files, the last written first. @throws TRL-NOD-009. */
  async names(): Promise<string[]> {
    return this.#attempt(async () => {
      const files = (await readdir(this.#path)).filter((file) => NAME.test(file));
      const times = await Promise.all(files.map((file) => changedAt(join(this.#path, file))));
      const byTime = files.flatMap((file, i) => {
        const time = times[i];
        return time === undefined ? [] : [{ file, time }];
      });
      return byTime.sort((a, b) => b.time - a.time).map(({ file }) => file);
    });
  }

  /**
   * What a file holds; undefined if it is missing. A file that is not intact, or that `decode` refuses, is set aside, and told of.
   * @param decode - makes a value of the content. It throws for a content that is not one.
   * @throws TRL-NOD-009 if it cannot be read.
   */
  async read<Value>(name: string, decode: (content: Uint8Array) => Value): Promise<Value | undefined> {
    const bytes = await this.#attempt(() =>
      readBounded(this.#file(name), this.#limits.maxFileBytes + SEAL_BYTES),
    );
    if (bytes === undefined) return undefined;
    const content = bytes.subarray(SEAL_BYTES);
    try {
      if (bytes.length < SEAL_BYTES || !equalBytes(bytes.subarray(0, SEAL_BYTES), sha256(content))) {
        throw new Error("it is torn or was changed");
      }
      return decode(content);
    } catch (cause) {
      await this.#setAside(name, cause);
      return undefined;
    }
  }

  /**
   * Writes a file, replacing one of the same name. Removes the oldest files to make room.
   * @throws TRL-NOD-009 if it is too large or cannot be written; the old file then stays.
   */
  async write(name: string, content: Uint8Array): Promise<void> {
    const { maxFileBytes, maxFiles } = this.#limits;
    if (content.length > maxFileBytes) {
      throw new TrellisError("TRL-NOD-009", "the contents are too large for a file", {
        name,
        bytes: content.length,
      });
    }
    // One after the other: two writes of one name would use the same temporary file.
    const written = this.#last.then(() =>
      this.#attempt(async () => {
        await this.#replace(name, concatBytes(sha256(content), content));
        for (const old of (await this.names()).slice(maxFiles)) await rm(this.#file(old), { force: true });
      }),
    );
    this.#last = written.catch(() => {});
    return written;
  }

  async remove(name: string): Promise<void> {
    await this.#attempt(() => rm(this.#file(name), { force: true }));
  }

  async #replace(name: string, bytes: Uint8Array): Promise<void> {
    const temporary = this.#file(name) + TEMPORARY;
    await rm(temporary, { force: true });
    const file = await open(temporary, "wx", 0o600);
    try {
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#file(name));
    } catch (error) {
      // A full disk needs the space.
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    const folder = await open(this.#path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async #setAside(name: string, cause: unknown): Promise<void> {
    const from = this.#file(name);
    await this.#attempt(async () => {
      const refused = (await readdir(this.#path)).filter((file) => file.endsWith(REFUSED));
      const hasRoom = refused.length < MAX_REFUSED || refused.includes(name + REFUSED);
      if (hasRoom) await rename(from, from + REFUSED);
      else await rm(from, { recursive: true, force: true });
    });
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#onRefused(
      new TrellisError(
        "TRL-NOD-050",
        `the file ${from} is not one that this node wrote, so it was set aside: ${why}`,
        { path: from },
        cause,
      ),
    );
  }

  #file(name: string): string {
    if (!NAME.test(name)) throw new TrellisError("TRL-NOD-009", "this file name is not allowed", { name });
    return join(this.#path, name);
  }

  async #attempt<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (cause) {
      if (cause instanceof TrellisError) throw cause;
      throw new TrellisError(
        "TRL-NOD-009",
        `the node's folder ${this.#path} cannot be used: ${whyOf(cause as NodeJS.ErrnoException)}`,
        { path: this.#path },
        cause,
      );
    }
  }
}

function whyOf({ code }: NodeJS.ErrnoException): string {
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return `the disk is full (${code}); free some space`;
  if (code === "EACCES" || code === "EPERM") return `this user may not write there (${code})`;
  return String(code);
}

/** When a file was written; undefined if it was removed since it was listed, or is a folder. */
async function changedAt(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.mtimeMs : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * A file's bytes; undefined if it does not exist. A file longer than `most` is read only up to there, so its seal does not match; nor does
 * that of a folder, which is read as empty.
 */
async function readBounded(path: string, most: number): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) return new Uint8Array();
    const { size } = found;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, most + 1)));
    return Uint8Array.from(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Joins several byte strings into one. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...parts.flatMap((part) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, part.length);
      return [length, part];
    }),
  );
}

/** Splits bytes that {@link joinParts} joined; undefined for any other bytes. */
export function splitParts(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
