import type { L1Client } from "@trellis/l1";
import { checkOnL1 } from "./checkOnL1.ts";
import { readSnapshot } from "./readSnapshot.ts";
import { SnapshotFile } from "./SnapshotFile.ts";
import { snapshotL1 } from "./SnapshotL1.ts";
import type { SnapshotManifest } from "./SnapshotManifest.ts";

/**
 * Holds a snapshot's file to itself and to L1.
 * @throws TRL-NOD-091 if its content is not what it says; TRL-NOD-090 and 092 if that is not L1's; TRL-NOD-009 if it cannot be read; as asking L1
 * does.
 */
export async function verifySnapshot(file: string, client: L1Client): Promise<SnapshotManifest> {
  const source = await SnapshotFile.open(file);
  try {
    await checkOnL1(source.manifest, await snapshotL1(client));
    await readSnapshot(source);
    return source.manifest;
  } finally {
    await source.close();
  }
}
