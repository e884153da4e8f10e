import { lstatSync, renameSync, rmSync } from "node:fs";
import { TrellisError } from "@trellis/protocol";
import { StoreFile } from "./StoreFile.ts";

/** Told of a file that was set aside (TRL-NOD-050) and of a disk that cannot be used (TRL-NOD-009). */
export type OnStoreProblem = (error: TrellisError) => void;

/** Files that SQLite has beside a database. */
const BESIDE = ["-wal", "-shm", "-journal"];
const REFUSED = ".refused";
/** Characters of a reason: a schema may have much to say. */
const MAX_WHY = 300;
/** What SQLite says of the disk or of other processes, rather than of the file's content, by its primary code. */
const DISK_FAULTS: Readonly<Record<number, string>> = {
  3: "this user may not use it",
  5: "another process uses it",
  6: "another process uses it",
  8: "this user may not write there",
  10: "the disk fails",
  13: "the disk is full; free some space",
  14: "it cannot be opened",
};

/** Opens a store's file. One that is not this store is set aside, and an empty one is made. Undefined if the disk cannot be used. */
export function openStoreFile(
  path: string,
  identity: string,
  onProblem: OnStoreProblem,
): StoreFile | undefined {
  try {
    try {
      if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error("it is no file");
      return StoreFile.open(path, identity);
    } catch (error) {
      if (isOfDisk(error)) throw error;
      setAside(path, error, onProblem);
      return StoreFile.open(path, identity);
    }
  } catch (error) {
    onProblem(diskFault(path, error));
    return undefined;
  }
}

/** Renames a closed file that is not this store, so that the operator can look at it. One such file is kept. */
export function setAside(path: string, cause: unknown, onProblem: OnStoreProblem): void {
  rmSync(path + REFUSED, { recursive: true, force: true });
  renameSync(path, path + REFUSED);
  removeStoreFile(path);
  const why = (cause instanceof Error ? cause.message : String(cause)).slice(0, MAX_WHY);
  onProblem(
    new TrellisError(
      "TRL-NOD-050",
      `the store ${path} was set aside, and L1 is read from the deployment: ${why}`,
      { path },
      cause,
    ),
  );
}

/** Removes a closed file and what SQLite has beside it. */
export function removeStoreFile(path: string): void {
  for (const end of ["", ...BESIDE]) rmSync(path + end, { recursive: true, force: true });
}

/** Whether an error speaks of the disk or of another process. */
export function isOfDisk(error: unknown): boolean {
  const { errcode, syscall } = error as { errcode?: number; syscall?: string };
  return syscall !== undefined || (errcode !== undefined && (errcode & 255) in DISK_FAULTS);
}

/** What an operator reads of a disk that cannot be used. */
export function diskFault(path: string, error: unknown): TrellisError {
  const { errcode, code, message } = error as { errcode?: number; code?: string; message?: string };
  const why =
    (errcode !== undefined && DISK_FAULTS[errcode & 255]) || (errcode === undefined && code) || message;
  return new TrellisError(
    "TRL-NOD-009",
    `the store ${path} cannot be used, so the node goes on without and tries again later; a start before that reads more of L1: ${why}`,
    { path },
    error,
  );
}
