import { equalBytes, fromHex, TrellisError } from "@trellis/protocol";
import type { SnapshotL1 } from "./SnapshotL1.ts";
import type { SnapshotManifest } from "./SnapshotManifest.ts";

/**
 * Holds what a snapshot says of itself to L1: the state root to the event by which its height became final, the queue's hash to the bridge.
 * Its content must lead to both (`readSnapshot`).
 * @throws TRL-NOD-092 if it is of another deployment; TRL-NOD-090 if L1 says otherwise, or its height is not final; as asking L1 does.
 */
export async function checkOnL1(
  manifest: SnapshotManifest,
  l1: Pick<SnapshotL1, "domain" | "finalOf" | "queueHash">,
): Promise<void> {
  const { chainId, rollup, height, proposalId, stateRoot, messages, queueHash } = manifest;
  if (chainId !== l1.domain.chainId || !equalBytes(fromHex(rollup), l1.domain.rollup)) {
    throw new TrellisError(
      "TRL-NOD-092",
      `the snapshot is of rollup ${rollup} on chain ${chainId}, and this is another`,
      { chainId, rollup },
    );
  }
  const final = await l1.finalOf(height);
  if (final === undefined)
    throw notOnL1("its height is not final on L1; ask again later, or ask another L1 node", manifest);
  if (final.args.stateRoot !== stateRoot || final.args.proposalId !== proposalId) {
    throw notOnL1(
      "L1 has another state at its height: do not use it, and do not trust who gave it",
      manifest,
    );
  }
  if ((await l1.queueHash(BigInt(messages))) !== queueHash) {
    throw notOnL1("L1 has another message queue: do not use it, and do not trust who gave it", manifest);
  }
}

function notOnL1(why: string, { height, stateRoot }: SnapshotManifest): TrellisError {
  return new TrellisError("TRL-NOD-090", `the snapshot of height ${height} is refused: ${why}`, {
    height,
    stateRoot: `0x${stateRoot.toString(16).padStart(64, "0")}`,
  });
}
