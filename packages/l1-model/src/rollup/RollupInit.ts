import type { RollupSettings } from "@trellis/protocol";
import type { Auction } from "../auction/Auction.ts";
import type { Bridge } from "../bridge/Bridge.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import type { ProverRegistry } from "../registry/ProverRegistry.ts";
import type { RollupEvents } from "./RollupEvents.ts";

/** What the rollup works with. */
export interface RollupInit {
  readonly journal: Journal;
  readonly emit: Emit<RollupEvents>;
  readonly verdicts: Verdicts;
  readonly settings: RollupSettings;
  readonly registry: ProverRegistry;
  readonly auction: Auction;
  readonly bridge: Bridge;
  readonly genesisStateRoot: bigint;
  /** L1 seconds. */
  readonly deployedAt: bigint;
}
