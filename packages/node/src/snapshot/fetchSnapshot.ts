import type { SnapshotOffer, SnapshotPeers } from "@trellis/gossip";
import { TrellisError } from "@trellis/protocol";
import { checkOnL1 } from "./checkOnL1.ts";
import { readSnapshot, type Snapshot } from "./readSnapshot.ts";
import type { SnapshotL1 } from "./SnapshotL1.ts";
import { readManifest, type SnapshotManifest } from "./SnapshotManifest.ts";

/** Offers that are looked at: peers may send anything. */
const MAX_OFFERS = 8;

/** An offer whose manifest L1 has confirmed. */
interface Confirmed {
  readonly offer: SnapshotOffer;
  readonly manifest: SnapshotManifest;
}

/**
 * The latest snapshot of peers that L1 confirms.
 * @throws TRL-NOD-095 if there is none, with what was wrong with the last one; the signal's reason.
 */
export async function fetchSnapshot(
  peers: Pick<SnapshotPeers, "offers" | "chunk">,
  l1: Pick<SnapshotL1, "domain" | "finalOf" | "queueHash">,
  signal: AbortSignal,
): Promise<Snapshot> {
  let fault: unknown;
  const confirmed: Confirmed[] = [];
  for (const offer of (await peers.offers(signal)).slice(0, MAX_OFFERS)) {
    signal.throwIfAborted();
    try {
      const manifest = readManifest(offer.manifest);
      await checkOnL1(manifest, l1);
      confirmed.push({ offer, manifest });
    } catch (error) {
      fault = error;
    }
  }
  confirmed.sort((a, b) => Number(b.manifest.height - a.manifest.height));
  for (const { offer, manifest } of confirmed) {
    const chunk = (number: number) => peers.chunk(offer.peers, manifest.chunks[number]!, signal);
    try {
      return await readSnapshot({ manifest, chunk });
    } catch (error) {
      signal.throwIfAborted();
      fault = error;
    }
  }
  const why = fault instanceof Error ? `: ${fault.message}` : "";
  throw new TrellisError(
    "TRL-NOD-095",
    `no peer of gossip.bootstrap has a snapshot that can be used, so L1 is read from the deployment${why}`,
    {},
    fault,
  );
}
