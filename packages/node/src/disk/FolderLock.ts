import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TrellisError } from "@trellis/protocol";

/** File that is locked. It stays empty. */
const LOCK = "lock";
/** Number of the process that holds the lock, for people. */
const OWNER = "lock.pid";

/**
 * The right to use a node's folder: two processes with one folder would sign twice with the same keys. It is an exclusive transaction on an
 * empty SQLite file, so the operating system releases it whenever the process ends, however it ends. No lock is ever stale.
 */
export class FolderLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Takes the lock of a folder.
   * @throws TRL-NOD-051 if another process has it; TRL-NOD-009 if the folder cannot be used.
   */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, LOCK);
    const owner = join(folder, OWNER);
    let database: DatabaseSync | undefined;
    try {
      // SQLite's own message would not say why the folder is unfit.
      await stat(folder);
      database = new DatabaseSync(path, { timeout: 0 });
      database.exec("BEGIN EXCLUSIVE");
      await writeFile(owner, `${process.pid}\n`, { mode: 0o600 });
      return new FolderLock(database);
    } catch (cause) {
      if (database?.isOpen) database.close();
      if (isBusy(cause)) throw await inUse(folder, owner);
      const why = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
      throw new TrellisError(
        "TRL-NOD-009",
        `dataDir: the folder ${folder} cannot be locked${why}; it must be writable and on a disk of this machine`,
        { path: folder, field: "dataDir" },
        cause,
      );
    }
  }

  /** Lets others use the folder. */
  release(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

async function inUse(folder: string, owner: string): Promise<TrellisError> {
  const pid = (await readFile(owner, "utf8").catch(() => "")).trim();
  const who = /^[0-9]{1,10}$/.test(pid) ? `process ${pid}` : "another process";
  return new TrellisError(
    "TRL-NOD-051",
    `dataDir: ${who} runs a node in ${folder}; end it first, or give this node a folder and keys of its own`,
    { path: folder, field: "dataDir", pid },
  );
}

const SQLITE_BUSY = 5;
const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
