import type { SecondAuctionEvents } from "./auction/SecondAuctionEvents.ts";
import type { SecondBridgeEvents } from "./bridge/SecondBridgeEvents.ts";
import type { SecondCourtEvents } from "./court/SecondCourtEvents.ts";
import type { SecondRegistryEvents } from "./registry/SecondRegistryEvents.ts";
import type { RewardsEvents } from "./rewards/RewardsEvents.ts";
import type { SecondRollupEvents } from "./rollup/SecondRollupEvents.ts";
import type { VaultEvents } from "./vault/Vault.ts";

type EventOf<Contract extends string, Events> = {
  readonly [Name in keyof Events & string]: {
    readonly contract: Contract;
    readonly eventName: Name;
    readonly args: Events[Name];
  };
}[keyof Events & string];

/** An event of one of the second version's contracts, with the arguments as viem decodes them. */
export type SecondWorldEvent =
  | EventOf<"vault", VaultEvents>
  | EventOf<"registry", SecondRegistryEvents>
  | EventOf<"auction", SecondAuctionEvents>
  | EventOf<"rollup", SecondRollupEvents>
  | EventOf<"rewards", RewardsEvents>
  | EventOf<"bridge", SecondBridgeEvents>
  | EventOf<"court", SecondCourtEvents>;
