import type { L1Client, L1Event } from "@trellis/l1";
import type { Hex } from "viem";
import { type History, historyOf } from "./questions/historyOf.ts";
import type { Deployment } from "./store/meta.ts";
import { openStore } from "./store/openStore.ts";
import type { ReceiptOf } from "./writing/GasReader.ts";
import { HistoryWriter } from "./writing/HistoryWriter.ts";
import { byBlock, type TimeOf } from "./writing/L1Reading.ts";

/** Reads of a deployment what an index is tied to. Throws as {@link L1Client}. */
export async function deploymentOf(client: L1Client): Promise<Deployment> {
  const [domain, settings, court, { stake }] = await Promise.all([
    client.domain(),
    client.settings(),
    client.courtSettings(),
    client.stakeRules(),
  ]);
  return { domain, settings, court, stake };
}

/** Asks L1 when a block was made. */
export function timeOnL1(client: L1Client): TimeOf {
  return async ({ number }) => {
    const block = await client.ask("read a block", () => client.public.getBlock({ blockNumber: number }));
    return Number(block.timestamp);
  };
}

/** Asks L1 what a transaction cost. */
export function receiptOnL1(client: L1Client): ReceiptOf {
  return async (hash) => {
    const receipt = await client.ask("read a receipt", () =>
      client.public.request({ method: "eth_getTransactionReceipt", params: [hash as Hex] }),
    );
    if (receipt === null || receipt.effectiveGasPrice === undefined) return null;
    return {
      blockHash: receipt.blockHash,
      sender: receipt.from.toLowerCase(),
      gasUsed: Number(receipt.gasUsed),
      gasPrice: BigInt(receipt.effectiveGasPrice),
    };
  };
}

/**
 * Answers about the past from L1's events alone, by an index in memory. What only gossip knows, and what L1 transactions cost, is absent.
 * @returns the answers, and what lets go of them.
 * @throws TRL-IDX-002 if L1's logs are incomplete; as {@link L1Client}.
 */
export async function readHistory(
  client: L1Client,
): Promise<{ readonly history: History; readonly close: () => Promise<void> }> {
  const store = await openStore(":memory:");
  try {
    const writer = await HistoryWriter.open(store, await deploymentOf(client));
    const latest = await client.head("read the latest block");
    const events: L1Event[] = [];
    for await (const event of client.history(latest)) events.push(event);
    await writer.take({
      tip: { number: Number(latest.number), hash: latest.hash, time: Number(latest.timestamp) },
      isWhole: true,
      blocks: await byBlock(events, timeOnL1(client)),
    });
  } catch (error) {
    await store.destroy();
    throw error;
  }
  return { history: historyOf(store), close: () => store.destroy() };
}
