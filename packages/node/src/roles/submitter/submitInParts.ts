import type { BlockProofSubmission, Mined } from "@trellis/l1";
import { dataHash, LEAF_DATA_BYTES, toHex } from "@trellis/protocol";
import type { ActingContext } from "../NodeContext.ts";

/** Data of a block above this are published in chunks: L1's nodes relay no transaction above 128 KiB, and a proof and words beside. */
const MAX_WHOLE_BYTES = 96 * 1024;
const CHUNK_BYTES = 512 * LEAF_DATA_BYTES;

/**
 * P7.1: hands a block proof in, after the data where those are too large for one transaction. Chunks that somebody has published in this
 * round are not paid for again.
 */
export async function submitInParts(
  { chain, l1, actions, emit }: Pick<ActingContext, "chain" | "l1" | "actions" | "emit">,
  submission: BlockProofSubmission,
): Promise<Mined> {
  const { data } = submission;
  if (data.length <= MAX_WHOLE_BYTES) return actions.submitProof(submission);
  const { windowStart } = chain.view.status;
  const dataChunks: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += CHUNK_BYTES) {
    const chunk = data.subarray(start, start + CHUNK_BYTES);
    const hash = dataHash(chunk);
    dataChunks.push(hash);
    if ((await l1.dataPublishedAt(toHex(hash))) >= windowStart) continue;
    const { hash: transaction, gasUsed } = await actions.publishData(chunk);
    emit({ event: "l1_transaction", action: "publishData", hash: transaction, gas: String(gasUsed) });
  }
  return actions.submitProof({ ...submission, data: new Uint8Array(), dataChunks });
}
