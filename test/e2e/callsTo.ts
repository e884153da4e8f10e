import { type Abi, type Address, decodeFunctionData, type Hex } from "viem";
import type { ScenarioNetwork } from "./ScenarioNetwork.ts";

/** A transaction of a party that L1 has mined. */
export interface MinedCall {
  /** The party's name. */
  readonly from: string;
  readonly hash: Hex;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly hasSucceeded: boolean;
}

/** All transactions of a network's parties to a contract, up to the last L1 block whose events are known, in order. */
export async function callsTo(network: ScenarioNetwork, contract: Address, abi: Abi): Promise<MinedCall[]> {
  const client = network.l1.public;
  const names = new Map([...network.addressOf].map(([name, address]) => [address.toLowerCase(), name]));
  const last = network.events.flatMap((event) => ("l1" in event ? [event.l1.blockNumber!] : [])).at(-1)!;
  const calls: MinedCall[] = [];
  for (let blockNumber = network.addresses.deployedAt; blockNumber <= last; blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    for (const { from, to, hash, input } of transactions) {
      const name = names.get(from.toLowerCase());
      if (name === undefined || to?.toLowerCase() !== contract.toLowerCase()) continue;
      const { functionName, args = [] } = decodeFunctionData({ abi, data: input });
      const { status } = await client.getTransactionReceipt({ hash });
      calls.push({ from: name, hash, functionName, args, hasSucceeded: status === "success" });
    }
  }
  return calls;
}
