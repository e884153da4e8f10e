import { type ContractEvent, contractEvents, dryRun, type L1Call, type L1Sender } from "@trellis/l1";
import type { Hex } from "viem";
import type { L1Session } from "./L1Session.ts";

/** One L1 transaction that was sent, or would be. */
export interface ActionReport {
  readonly action: string;
  readonly gas: bigint;
  /** Absent in a dry run. */
  readonly hash?: Hex;
  readonly block?: bigint;
  readonly events: readonly ContractEvent[];
}

/** The calls that a command made on L1, or would make. */
export interface ActedOnL1 {
  readonly dryRun: boolean;
  readonly from: Hex;
  readonly transactions: readonly ActionReport[];
  readonly gas: bigint;
  /** Cost in wei of Ether: gas at L1's current price, or as paid. */
  readonly cost: bigint;
}

/**
 * Sends calls one after the other, each simulated first. A dry run only simulates them, each on top of the ones before.
 * @throws as `L1Sender.send` and `dryRun`; calls before the failing one have gone through.
 */
export async function actOnL1(
  { client }: L1Session,
  signer: { readonly address: Hex; readonly sender?: L1Sender | undefined },
  calls: readonly L1Call[],
): Promise<ActedOnL1> {
  const { sender, address: from } = signer;
  if (sender === undefined) {
    const transactions = await dryRun(client.public, from, calls);
    const price = await client.ask("read the price of gas", () => client.public.getGasPrice());
    const gas = sum(transactions.map(({ gas }) => gas));
    return { dryRun: true, from, transactions, gas, cost: gas * price };
  }
  const transactions: ActionReport[] = [];
  let cost = 0n;
  for (const call of calls) {
    const { hash, gasUsed: gas, blockNumber: block, receipt } = await sender.send(call);
    transactions.push({ action: call.action, gas, hash, block, events: contractEvents(receipt.logs) });
    cost += gas * receipt.effectiveGasPrice;
  }
  return { dryRun: false, from, transactions, gas: sum(transactions.map(({ gas }) => gas)), cost };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
