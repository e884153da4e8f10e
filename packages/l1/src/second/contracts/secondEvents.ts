import { type Log, parseEventLogs } from "viem";
import { lowerCaseAddresses } from "../../contracts/lowerCaseAddresses.ts";
import { SECOND_ABIS } from "./secondAbis.ts";

const { auction, rollup, rewards, bridge, registry, court, token } = SECOND_ABIS;
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
export type SecondEvent = ReturnType<typeof decodeSecondEvents>[number];

/** Decodes the events of the deployment's contracts among logs, in order. Skips all others. */
export function decodeSecondEvents(logs: readonly Log[]) {
  return parseEventLogs({ abi: eventsAbi, logs: [...logs], strict: true }).map(lowerCaseAddresses);
}

/** Describes the events among logs, the token's included, in order, for people and for JSON. Skips all others. */
export function secondContractEvents(logs: readonly Log[]): ContractEvent[] {
  return parseEventLogs({ abi: [...eventsAbi, ...tokenEventsAbi], logs: [...logs] }).map(
    ({ eventName, args }) => ({
      event: eventName,
      // An event without fields has none.
      args: lowerCaseAddresses(args ?? {}) as unknown as Record<string, unknown>,
    }),
  );
}
