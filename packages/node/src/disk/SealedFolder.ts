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
/** Files of a group that are written at the same time. */
const PARALLEL = 16;

/** Files that are written together: the disk is asked to keep all of them at once. */
interface Group {
  readonly files: Map<string, Uint8Array>;
  readonly written: Promise<void>;
}

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
  /** Names of the files, the last written last. */
  readonly #written = new Set<string>();
  /** What waits for the writes before it. */
  #next: Group | undefined;
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
    for (const name of (await this.names()).reverse()) this.#written.add(name);
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
   * Writes a file, replacing one of the same name. Removes the oldest files to make room. Files that wait for earlier writes are written as a
   * group, because a disk takes about as long to keep many files as to keep one.
   * @throws TRL-NOD-009 if it is too large, or if it or another file of its group cannot be written. The old file then stays, unless it was
   * replaced before the group failed.
   */
  async write(name: string, content: Uint8Array): Promise<void> {
    this.#file(name);
    const { maxFileBytes } = this.#limits;
    if (content.length > maxFileBytes) {
      throw new TrellisError("TRL-NOD-009", "the contents are too large for a file", {
        name,
        bytes: content.length,
      });
    }
    this.#next ??= this.#newGroup();
    this.#next.files.set(name, concatBytes(sha256(content), content));
    return this.#next.written;
  }

  /** Removes a file after all writes that were asked for before. */
  async remove(name: string): Promise<void> {
    this.#file(name);
    this.#next = undefined;
    return this.#inTurn(async () => {
      await rm(this.#file(name), { force: true });
      this.#written.delete(name);
    });
  }

  #newGroup(): Group {
    const files = new Map<string, Uint8Array>();
    const written = this.#inTurn(async () => {
      // What comes from now on waits for the next group.
      if (this.#next?.files === files) this.#next = undefined;
      await this.#replaceAll(files);
      await this.#makeRoom();
    });
    return { files, written };
  }

  /** One after the other: two writes of one name would use the same temporary file. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(() => this.#attempt(act));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #replaceAll(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const waiting = [...files];
    while (waiting.length > 0) {
      const results = await Promise.allSettled(
        waiting.splice(0, PARALLEL).map(([name, bytes]) => this.#replace(name, bytes)),
      );
      const failed = results.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    }
    const folder = await open(this.#path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async #makeRoom(): Promise<void> {
    for (const oldest of this.#written) {
      if (this.#written.size <= this.#limits.maxFiles) return;
      await rm(this.#file(oldest), { force: true });
      this.#written.delete(oldest);
    }
  }

  /** Replaces one file. The folder still has to be told to keep its new name. */
  async #replace(name: string, bytes: Uint8Array): Promise<void> {
    const temporary = this.#file(name) + TEMPORARY;
    await rm(temporary, { force: true });
    try {
      const file = await open(temporary, "wx", 0o600);
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
    this.#written.delete(name);
    this.#written.add(name);
  }

  async #setAside(name: string, cause: unknown): Promise<void> {
    const from = this.#file(name);
    this.#written.delete(name);
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
