import type { CourtEvents } from "./court/CourtEvents.ts";
import type { RegistryEvents } from "./registry/RegistryEvents.ts";
import type { RollupEvents } from "./rollup/RollupEvents.ts";

type EventOf<Contract extends string, Events> = {
  readonly [Name in keyof Events & string]: {
    readonly contract: Contract;
    readonly eventName: Name;
    readonly args: Events[Name];
  };
}[keyof Events & string];

/** An event of the rollup, the registry or the court, with the arguments as viem decodes them. */
export type WorldEvent =
  | EventOf<"rollup", RollupEvents>
  | EventOf<"registry", RegistryEvents>
  | EventOf<"court", CourtEvents>;
