import type { RollupDomain, RollupSettings } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import type { ProverRegistry } from "../registry/ProverRegistry.ts";
import type { Vault } from "../vault/Vault.ts";
import type { AuctionEvents } from "./AuctionEvents.ts";

/** What the auction works with. */
export interface AuctionInit {
  readonly journal: Journal;
  readonly emit: Emit<AuctionEvents>;
  readonly verdicts: Verdicts;
  readonly settings: RollupSettings;
  readonly domain: RollupDomain;
  readonly address: Hex;
  readonly vault: Vault;
  readonly registry: ProverRegistry;
  /** Of the rollup: distinct committed provers in a proposal's best proof; undefined without a proof. */
  readonly provenSeatsOf: (proposalId: Hex) => number | undefined;
}
