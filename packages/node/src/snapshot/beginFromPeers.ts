import { existsSync } from "node:fs";
import { SnapshotPeers } from "@trellis/gossip";
import type { L1Client } from "@trellis/l1";
import { fetchSnapshot } from "./fetchSnapshot.ts";
import { snapshotL1 } from "./SnapshotL1.ts";
import { MAX_MANIFEST_BYTES } from "./SnapshotManifest.ts";
import { type NewStore, type Restored, writeStore } from "./writeStore.ts";

/** What peers have for so long is not worth waiting for. Milliseconds. */
const PATIENCE = 1_800_000;

/**
 * Makes the chain store of a node that has none from a snapshot of its peers.
 * @param bootstrap - the peers' addresses. @param signal - ends it.
 * @returns undefined if there is a store already. @throws TRL-NOD-095 if no peer has one that L1 confirms; as {@link writeStore}.
 */
export async function beginFromPeers(
  client: L1Client,
  bootstrap: readonly string[],
  store: NewStore,
  signal: AbortSignal,
): Promise<Restored | undefined> {
  if (existsSync(store.path)) return undefined;
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const l1 = await snapshotL1(client);
  const peers = await SnapshotPeers.start(l1.domain, bootstrap, MAX_MANIFEST_BYTES);
  try {
    return await writeStore(await fetchSnapshot(peers, l1, within), l1, store);
  } finally {
    await peers.stop();
  }
}
