import type { SecondSettings } from "@trellis/protocol/second";
import type { Hex } from "viem";
import type { Emit } from "../../calls/EventLog.ts";
import type { Journal } from "../../calls/Journal.ts";
import type { SecondAuction } from "../auction/SecondAuction.ts";
import type { SecondRegistry } from "../registry/SecondRegistry.ts";
import type { Vault } from "../vault/Vault.ts";
import type { SecondBridgeEvents } from "./SecondBridgeEvents.ts";

/** What the bridge asks the rollup. */
export interface BlocksForBridge {
  /** Context and depth of a final block; undefined for others. */
  readonly finalOf: (proposalId: Hex) => { readonly context: Hex; readonly depth: number } | undefined;
  /** Of the last final block. */
  readonly stateRoot: () => bigint;
  /** When it became final; at genesis when the rollup was deployed. */
  readonly headFinalAt: () => bigint;
  /** The proven proposal that waits for `finalize`. */
  readonly pending: () => Hex | undefined;
  readonly stop: () => void;
}

/** What the bridge works with. */
export interface SecondBridgeInit {
  readonly journal: Journal;
  readonly emit: Emit<SecondBridgeEvents>;
  readonly settings: SecondSettings;
  readonly address: Hex;
  readonly auctionAddress: Hex;
  readonly vault: Vault;
  readonly registry: SecondRegistry;
  readonly auction: SecondAuction;
  readonly blocks: BlocksForBridge;
}
