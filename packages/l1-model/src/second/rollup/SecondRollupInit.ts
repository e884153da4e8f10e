import type { SecondSettings } from "@trellis/protocol/second";
import type { Emit } from "../../calls/EventLog.ts";
import type { Journal } from "../../calls/Journal.ts";
import type { Verdicts } from "../../calls/Verdicts.ts";
import type { SecondAuction } from "../auction/SecondAuction.ts";
import type { SecondBridge } from "../bridge/SecondBridge.ts";
import type { SecondRegistry } from "../registry/SecondRegistry.ts";
import type { SecondRollupEvents } from "./SecondRollupEvents.ts";

/** What the rollup works with. */
export interface SecondRollupInit {
  readonly journal: Journal;
  readonly emit: Emit<SecondRollupEvents>;
  readonly verdicts: Verdicts;
  readonly settings: SecondSettings;
  readonly registry: SecondRegistry;
  readonly auction: SecondAuction;
  readonly bridge: SecondBridge;
  readonly genesisStateRoot: bigint;
  /** L1 seconds. */
  readonly deployedAt: bigint;
}
