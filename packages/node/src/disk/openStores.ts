import { join } from "node:path";
import type { RollupDomain } from "@trellis/protocol";
import { ContestStore } from "./ContestStore.ts";
import { OwnReveals } from "./OwnReveals.ts";
import { ProvenBlockStore } from "./ProvenBlockStore.ts";
import { SeatConducts } from "./SeatConducts.ts";

/** The node's files besides keys: all data that neither L1 nor peers send again. */
export interface Stores {
  readonly reveals: OwnReveals;
  readonly provenBlocks: ProvenBlockStore;
  readonly contests: ContestStore;
  readonly conducts: SeatConducts;
}

/** Opens the stores in a node's data folder. @throws as the stores' `open`. */
export async function openStores(dataDir: string, domain: RollupDomain): Promise<Stores> {
  const stores = {
    reveals: new OwnReveals(join(dataDir, "reveals"), domain),
    provenBlocks: new ProvenBlockStore(join(dataDir, "proven-blocks")),
    contests: new ContestStore(dataDir),
    conducts: new SeatConducts(join(dataDir, "seats"), domain),
  };
  await Promise.all(Object.values(stores).map((store) => store.open()));
  return stores;
}
