import type { RollupSettings } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Auction } from "../auction/Auction.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import type { ProverRegistry } from "../registry/ProverRegistry.ts";
import type { Vault } from "../vault/Vault.ts";
import type { BridgeEvents } from "./BridgeEvents.ts";

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
export interface BridgeInit {
  readonly journal: Journal;
  readonly emit: Emit<BridgeEvents>;
  readonly settings: RollupSettings;
  readonly address: Hex;
  readonly auctionAddress: Hex;
  readonly vault: Vault;
  readonly registry: ProverRegistry;
  readonly auction: Auction;
  readonly blocks: BlocksForBridge;
}
