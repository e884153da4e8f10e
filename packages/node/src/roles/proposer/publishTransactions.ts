import type { L1Sender, Mined } from "@trellis/l1";
import { type SecondL1Client, secondCalls } from "@trellis/l1/second";
import { dataHash, LEAF_DATA_BYTES, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";

/** L1's nodes relay transactions up to 128 KiB. */
const CHUNK_BYTES = 512 * LEAF_DATA_BYTES;

/** The parts of the node that publishing transactions uses. */
export interface PublishView {
  readonly chain: Chain;
  readonly l1: SecondL1Client;
  readonly sender: L1Sender;
  readonly emit: EventSink;
}

/**
 * R1, R11: puts a block's packed transactions on L1 in chunks. Skips chunks that somebody has published since the block's round opened.
 * @returns hashes of the chunks, as `submitProof` names them.
 */
export async function publishTransactions(
  { chain, l1, sender, emit }: PublishView,
  data: Uint8Array,
  proposalId: Hex,
): Promise<Uint8Array[]> {
  const opened = chain.roundOfCommitment(proposalId)?.windows.start ?? 0n;
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += CHUNK_BYTES) {
    const chunk = data.subarray(start, start + CHUNK_BYTES);
    const hash = dataHash(chunk);
    chunks.push(hash);
    const publishedAt = BigInt(await l1.read("rollup", "dataPublishedAt", [toHex(hash)]));
    if (publishedAt !== 0n && publishedAt >= opened) continue;
    const mined: Mined = await sender.send(secondCalls.publishData(l1.addresses, chunk));
    emit({
      event: "l1_transaction",
      action: "publishData",
      hash: mined.hash,
      gas: mined.gasUsed,
      proposalId,
    });
  }
  return chunks;
}
