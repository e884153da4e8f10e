import type { L1Sender } from "@trellis/l1";
import { type L1Client, l1Calls } from "@trellis/l1";
import { dataHash, LEAF_DATA_BYTES, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";

/** L1's nodes relay transactions up to 128 KiB. */
const CHUNK_BYTES = 512 * LEAF_DATA_BYTES;

/** The parts of the node that publishing transactions uses. */
export interface PublishView {
  readonly chain: Chain;
  readonly l1: L1Client;
  readonly sender: L1Sender;
  readonly emit: EventSink;
}

/** A whole subtree of a block's packed transactions, and its hash. */
interface Chunk {
  readonly data: Uint8Array;
  readonly hash: Uint8Array;
}

function chunksOf(data: Uint8Array): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 0; start < data.length; start += CHUNK_BYTES) {
    const chunk = data.subarray(start, start + CHUNK_BYTES);
    chunks.push({ data: chunk, hash: dataHash(chunk) });
  }
  return chunks;
}

/** R1: whether a chunk was published since the block's round opened. */
async function isPublished({ chain, l1 }: PublishView, { hash }: Chunk, proposalId: Hex): Promise<boolean> {
  const opened = chain.roundOfCommitment(proposalId)?.windows.start ?? 0n;
  const publishedAt = BigInt(await l1.read("rollup", "dataPublishedAt", [toHex(hash)]));
  return publishedAt !== 0n && publishedAt >= opened;
}

/** R1: whether all of a block's packed transactions were published in chunks, so that a proof need only name them. */
export async function isOnL1(view: PublishView, data: Uint8Array, proposalId: Hex): Promise<boolean> {
  for (const chunk of chunksOf(data)) if (!(await isPublished(view, chunk, proposalId))) return false;
  return true;
}

/**
 * R1, R11: puts a block's packed transactions on L1 in chunks. Skips chunks that somebody has published since the block's round opened.
 * @returns hashes of the chunks, as `submitProof` names them.
 */
export async function publishTransactions(
  view: PublishView,
  data: Uint8Array,
  proposalId: Hex,
): Promise<Uint8Array[]> {
  const { l1, sender, emit } = view;
  const chunks = chunksOf(data);
  for (const chunk of chunks) {
    if (await isPublished(view, chunk, proposalId)) continue;
    const { hash, gasUsed } = await sender.send(l1Calls.publishData(l1.addresses, chunk.data));
    emit({ event: "l1_transaction", action: "publishData", hash, gas: gasUsed, proposalId });
  }
  return chunks.map(({ hash }) => hash);
}
