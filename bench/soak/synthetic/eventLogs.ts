import { type Abi, type AbiEvent, encodeAbiParameters, encodeEventTopics, type Hex } from "viem";
import { CONTRACT_ABIS } from "../../../packages/l1/src/contracts/contractAbis.ts";
import type { ModelEvent } from "../../../packages/l1-model/src/index.ts";

/** What an event leaves in a log. */
export interface EventLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

/** Events of the model as the contracts' logs. The vault's are left out: no node asks for them. */
export function eventLogs(
  events: readonly ModelEvent[],
  addresses: Readonly<Record<ModelEvent["contract"], Hex>>,
): EventLog[] {
  return events
    .filter(({ contract }) => contract !== "vault")
    .map(({ contract, eventName, args }) => {
      const item = itemOf(contract, eventName);
      const fields = args as Readonly<Record<string, unknown>>;
      const plain = item.inputs.filter(({ indexed }) => indexed !== true);
      return {
        address: addresses[contract],
        topics: encodeEventTopics({ abi: [item] as Abi, eventName, args: fields } as never) as Hex[],
        data: encodeAbiParameters(
          plain,
          plain.map(({ name }) => fields[name!]),
        ),
      };
    });
}

const items = new Map<string, AbiEvent>();

function itemOf(contract: ModelEvent["contract"], eventName: string): AbiEvent {
  const key = `${contract}.${eventName}`;
  let item = items.get(key);
  if (item === undefined) {
    const abi = CONTRACT_ABIS[contract] as Abi;
    item = abi.find((one): one is AbiEvent => one.type === "event" && one.name === eventName)!;
    items.set(key, item);
  }
  return item;
}
