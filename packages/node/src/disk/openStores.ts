import { join } from "node:path";
import type { RollupDomain } from "@trellis/protocol";
import { wallClock } from "../tasks/Clock.ts";
import { AnswerStore } from "./AnswerStore.ts";
import { ClaimedWork } from "./ClaimedWork.ts";
import { ClaimStore } from "./ClaimStore.ts";
import { KnownPeers } from "./KnownPeers.ts";
import { OwnReveals } from "./OwnReveals.ts";
import type { OnRefused } from "./SealedFolder.ts";
import { SeatConducts } from "./SeatConducts.ts";

/** The node's files besides keys: all data that neither L1 nor peers send again. */
export interface Stores {
  readonly reveals: OwnReveals;
  readonly claims: ClaimStore;
  readonly answers: AnswerStore;
  readonly conducts: SeatConducts;
  readonly work: ClaimedWork;
  readonly peers: KnownPeers;
}

/**
 * Opens the stores in a node's data folder.
 * @param onRefused - told of files that are torn, hostile or of another version (TRL-NOD-050). They are set aside; the node goes on.
 * @throws TRL-NOD-009 if a folder cannot be used.
 */
export async function openStores(
  dataDir: string,
  domain: RollupDomain,
  onRefused?: OnRefused,
): Promise<Stores> {
  const stores = {
    reveals: new OwnReveals(join(dataDir, "reveals"), domain, onRefused),
    claims: new ClaimStore(join(dataDir, "claims"), domain, onRefused),
    answers: new AnswerStore(join(dataDir, "answers"), domain, onRefused),
    conducts: new SeatConducts(join(dataDir, "seats"), domain, onRefused),
    work: new ClaimedWork(join(dataDir, "claimed"), domain, onRefused),
    peers: new KnownPeers(join(dataDir, "known-peers"), domain, {
      onRefused,
      clock: wallClock,
    }),
  };
  await Promise.all(Object.values(stores).map((store) => store.open()));
  return stores;
}
