import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { TrellisError } from "@trellis/protocol";

/** Milliseconds between two attempts to take a lock that another process holds. */
const RETRY_MS = 100;

/**
 * A lock between processes of one machine: an exclusive transaction on an empty SQLite file. The operating system releases it whenever
 * its holder dies, so a lock is never stale and no process has to guess whether the holder is alive.
 */
export class ProcessLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Waits for the lock at `path`, and creates the file if it is missing.
   *
   * @throws the signal's reason when aborted while waiting; TRL-PRV-102 when the file cannot be locked at all.
   */
  static async acquire(
    path: string,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<ProcessLock> {
    await mkdir(dirname(path), { recursive: true });
    for (;;) {
      signal?.throwIfAborted();
      const lock = ProcessLock.#attempt(path);
      if (lock !== undefined) return lock;
      await delay(RETRY_MS, undefined, signal === undefined ? {} : { signal });
    }
  }

  static #attempt(path: string): ProcessLock | undefined {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: 0 });
      database.exec("BEGIN EXCLUSIVE");
      return new ProcessLock(database);
    } catch (error) {
      if (database?.isOpen) database.close();
      if (isBusy(error)) return undefined;
      throw new TrellisError(
        "TRL-PRV-102",
        "cannot lock a cache file: check that the folder is writable",
        { path },
        error,
      );
    }
  }

  /** Releases the lock. Call it once. */
  release(): void {
    this.#database.close();
  }
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY (5) and SQLITE_LOCKED (6), with their extended codes in the upper bits.
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === "number" && ((code & 0xff) === 5 || (code & 0xff) === 6);
}
