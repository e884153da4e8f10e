import { type BlockProofSubmission, type L1Client, type L1Sender, l1Calls, type Mined } from "@trellis/l1";
import { dataHash, LEAF_DATA_BYTES, toHex } from "@trellis/protocol";
import type { Chain } from "../../chain/Chain.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";

/** A block's data above this size is published in chunks: L1's nodes relay transactions up to 128 KiB, the proof included. */
const MAX_WHOLE_BYTES = 96 * 1024;
const CHUNK_BYTES = 512 * LEAF_DATA_BYTES;

/** The parts of the node that submitting a block proof uses. */
export interface SubmissionView {
  readonly chain: Chain;
  readonly l1: L1Client;
  readonly sender: L1Sender;
  readonly emit: EventSink;
}

/**
 * P7.1: submits a block proof. If the data is too large for one transaction, it is published first, in chunks. Chunks that somebody
 * has already published in this round are skipped.
 */
export async function submitInParts(
  { chain, l1, sender, emit }: SubmissionView,
  submission: BlockProofSubmission,
): Promise<Mined> {
  const { data } = submission;
  const submit = (whole: BlockProofSubmission) => sender.send(l1Calls.submitProof(l1.addresses, whole));
  if (data.length <= MAX_WHOLE_BYTES) return submit(submission);
  const { windowStart } = chain.view.status;
  const dataChunks: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += CHUNK_BYTES) {
    const chunk = data.subarray(start, start + CHUNK_BYTES);
    const hash = dataHash(chunk);
    dataChunks.push(hash);
    if ((await l1.read("rollup", "dataPublishedAt", [toHex(hash)])) >= windowStart) continue;
    const { hash: transaction, gasUsed } = await sender.send(l1Calls.publishData(l1.addresses, chunk));
    emit({ event: "l1_transaction", action: "publishData", hash: transaction, gas: gasUsed });
  }
  return submit({ ...submission, data: new Uint8Array(), dataChunks });
}
