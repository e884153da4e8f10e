import type { RollupDomain } from "@trellis/protocol";
import type { SecondSettings } from "@trellis/protocol/second";
import type { Hex } from "viem";
import type { Emit } from "../../calls/EventLog.ts";
import type { Journal } from "../../calls/Journal.ts";
import type { Verdicts } from "../../calls/Verdicts.ts";
import type { SecondRegistry } from "../registry/SecondRegistry.ts";
import type { Vault } from "../vault/Vault.ts";
import type { SecondAuctionEvents } from "./SecondAuctionEvents.ts";

/** What the auction works with. */
export interface SecondAuctionInit {
  readonly journal: Journal;
  readonly emit: Emit<SecondAuctionEvents>;
  readonly verdicts: Verdicts;
  readonly settings: SecondSettings;
  readonly domain: RollupDomain;
  readonly address: Hex;
  readonly vault: Vault;
  readonly registry: SecondRegistry;
  /** Of the rollup: distinct committed provers in a proposal's best proof; undefined without a proof. */
  readonly provenSeatsOf: (proposalId: Hex) => number | undefined;
}
