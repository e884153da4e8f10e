import { type Log, parseEventLogs } from "viem";
import type { ContractEvent } from "../second/contracts/secondEvents.ts";
import { CONTRACT_ABIS } from "./contractAbis.ts";
import { lowerCaseAddresses } from "./lowerCaseAddresses.ts";

const { rollup, registry, court, token } = CONTRACT_ABIS;
const eventsAbi = [...rollup, ...registry, ...court].filter((item) => item.type === "event");
const tokenEventsAbi = token.filter((item) => item.type === "event");

/** An event of the rollup, the registry or the court, decoded. */
export type L1Event = ReturnType<typeof decodeEvents>[number];

/** Decodes the events of rollup, registry and court among logs, in order. Skips all others. */
export function decodeEvents(logs: readonly Log[]) {
  return parseEventLogs({ abi: eventsAbi, logs: [...logs], strict: true }).map(lowerCaseAddresses);
}

/** Describes the events of all contracts of Trellis among logs, the token's included, in order. Skips all others. */
export function contractEvents(logs: readonly Log[]): ContractEvent[] {
  return parseEventLogs({ abi: [...eventsAbi, ...tokenEventsAbi], logs: [...logs] }).map(
    ({ eventName, args }) => ({
      event: eventName,
      args: lowerCaseAddresses(args) as unknown as Record<string, unknown>,
    }),
  );
}
