import { existsSync } from "node:fs";
import { join } from "node:path";
import { TrellisError } from "@trellis/protocol";
import { FolderLock } from "../disk/FolderLock.ts";
import { CHAIN_STORE } from "../store/ChainStore.ts";
import { loadChain } from "../store/loadChain.ts";
import { diskFault, isOfDisk } from "../store/openStoreFile.ts";
import { StoreFile } from "../store/StoreFile.ts";
import { domainOf } from "../store/storeIdentity.ts";
import { makeSnapshot } from "./makeSnapshot.ts";
import type { SnapshotManifest } from "./SnapshotManifest.ts";

/** The error for a store that is inconsistent, or that cannot be read as a whole. */
const TORN = new Set(["TRL-NOD-054", "TRL-NOD-055"]);

/**
 * Makes a snapshot of the last final block that a stopped node has stored.
 * @param dataDir - the node's folder. @param out - the snapshot's file, which must not exist.
 * @throws TRL-NOD-094 if the folder has no store that holds a final block; TRL-NOD-051 if the node runs; as {@link makeSnapshot}.
 */
export async function createSnapshot(dataDir: string, out: string): Promise<SnapshotManifest> {
  const path = join(dataDir, CHAIN_STORE);
  if (!existsSync(path))
    throw nothing(`${path} does not exist: name the data folder of a node that has run`, path);
  const lock = await FolderLock.take(dataDir);
  let file: StoreFile | undefined;
  try {
    file = StoreFile.open(path);
    const domain = domainOf(file.identity);
    const chain = loadChain(file);
    return await makeSnapshot(out, {
      domain,
      head: chain.head,
      messages: chain.messages,
      queueHash: (count) => chain.queueHash(count),
    });
  } catch (error) {
    if (error instanceof TrellisError && !TORN.has(error.code)) throw error;
    if (isOfDisk(error)) throw diskFault(path, error);
    throw nothing(`${path} holds no chain: ${error instanceof Error ? error.message : error}`, path, error);
  } finally {
    file?.close();
    lock.release();
  }
}

function nothing(why: string, path: string, cause?: unknown): TrellisError {
  return new TrellisError("TRL-NOD-094", `there is nothing to make a snapshot of: ${why}`, { path }, cause);
}
