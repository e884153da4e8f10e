import type { AuctionEvents } from "./auction/AuctionEvents.ts";
import type { BridgeEvents } from "./bridge/BridgeEvents.ts";
import type { CourtEvents } from "./court/CourtEvents.ts";
import type { RegistryEvents } from "./registry/RegistryEvents.ts";
import type { RewardsEvents } from "./rewards/RewardsEvents.ts";
import type { RollupEvents } from "./rollup/RollupEvents.ts";
import type { VaultEvents } from "./vault/Vault.ts";

type EventOf<Contract extends string, Events> = {
  readonly [Name in keyof Events & string]: {
    readonly contract: Contract;
    readonly eventName: Name;
    readonly args: Events[Name];
  };
}[keyof Events & string];

/** An event of one of the contracts, with the arguments as viem decodes them. */
export type ModelEvent =
  | EventOf<"vault", VaultEvents>
  | EventOf<"registry", RegistryEvents>
  | EventOf<"auction", AuctionEvents>
  | EventOf<"rollup", RollupEvents>
  | EventOf<"rewards", RewardsEvents>
  | EventOf<"bridge", BridgeEvents>
  | EventOf<"court", CourtEvents>;
