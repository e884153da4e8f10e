import { type Log, parseEventLogs } from "viem";
import { abi as registryAbi } from "../generated/ProverRegistry.ts";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";
import { abi as tokenAbi } from "../generated/TrellisToken.ts";

const eventsAbi = [...rollupAbi, ...registryAbi, ...courtAbi, ...tokenAbi].filter(
  (item) => item.type === "event",
);

/** An event of any contract of Trellis, for people and for JSON. */
export interface ContractEvent {
  readonly event: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The events of Trellis' contracts among logs, in order; others are passed over. */
export function contractEvents(logs: readonly Log[]): ContractEvent[] {
  return parseEventLogs({ abi: eventsAbi, logs: [...logs] }).map(({ eventName, args }) => ({
    event: eventName,
    args: args as unknown as Record<string, unknown>,
  }));
}
