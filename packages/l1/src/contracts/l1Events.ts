import { type Log, parseEventLogs } from "viem";
import { CONTRACT_ABIS } from "./contractAbis.ts";
import { lowerCaseAddresses } from "./lowerCaseAddresses.ts";

const { auction, rollup, rewards, bridge, registry, court, token } = CONTRACT_ABIS;
const eventsAbi = [...auction, ...rollup, ...rewards, ...bridge, ...registry, ...court].filter(
  (item) => item.type === "event",
);
const tokenEventsAbi = token.filter((item) => item.type === "event");

/** An event of any contract, for people and for JSON. */
export interface ContractEvent {
  readonly event: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** An event of a deployment, decoded. It says in which L1 block it is. */
export type L1Event = ReturnType<typeof decodeL1Events>[number];

/** Decodes the events of the deployment's contracts among logs, in order. Skips all others. */
export function decodeL1Events(logs: readonly Log[]) {
  return parseEventLogs({ abi: eventsAbi, logs: [...logs], strict: true }).map(lowerCaseAddresses);
}

/** Describes the events among logs, the token's included, in order, for people and for JSON. Skips all others. */
export function contractEvents(logs: readonly Log[]): ContractEvent[] {
  return parseEventLogs({ abi: [...eventsAbi, ...tokenEventsAbi], logs: [...logs] }).map(
    ({ eventName, args }) => ({
      event: eventName,
      // An event without fields has none.
      args: lowerCaseAddresses(args ?? {}) as unknown as Record<string, unknown>,
    }),
  );
}
