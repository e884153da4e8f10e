import type { Mined } from "@trellis/l1";
import { l1Calls } from "@trellis/l1";
import { toHex } from "@trellis/protocol";
import type { Chain } from "../../chain/Chain.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/proofs/NodeProofs.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import { isOnL1, type PublishView, publishTransactions } from "../publishing/publishTransactions.ts";
import { refusal } from "../refusal.ts";

/** Transactions above this size are published in chunks: L1's nodes relay transactions up to 128 KiB, the proof included. */
const MAX_WHOLE_BYTES = 96 * 1024;

/**
 * P7.1: submits a block proof. Transactions that are too large for one L1 transaction, or that are on L1 already, are named by the hashes of
 * their chunks.
 * @throws as `L1Sender.send`. A proof that L1 has judged to be wrong is dropped.
 */
export async function submitBlockProof(
  view: PublishView,
  book: ProofBook,
  known: KnownProposal,
  accepted: AcceptedNodeProof,
): Promise<Mined> {
  const { chain, l1, sender } = view;
  const record = chain.commitment(known.id)!;
  const execution = known.execution!;
  const { data } = execution;
  const { statesRoot, tally, fees, stateAfter } = book.blockOutputs(known, accepted);
  const submission = {
    proposal: known.proposal,
    transcriptRoot: BigInt(record.transcriptRoot),
    committed: record.committed,
    provers: accepted.provers,
    stateAfter,
    statesRoot,
    tally,
    fees,
    messageCount: record.facts?.messageCount ?? consumedBelow(chain, known) + BigInt(execution.consumed),
    seatWords: accepted.message.seatWords,
    proof: accepted.message.proof,
  };
  const isSmall = data.length + submission.seatWords.length <= MAX_WHOLE_BYTES;
  const isWhole = isSmall && !(await isOnL1(view, data, known.id));
  const chunks = isWhole ? [] : await publishTransactions(view, data, known.id);
  const call = l1Calls.submitProof(l1.addresses, {
    ...submission,
    data: isWhole ? data : new Uint8Array(),
    chunks,
  });
  try {
    return await sender.send(call);
  } catch (error) {
    // L1 has judged a proof that could not be judged here.
    if (refusal(error) === "InvalidProof") known.dropProof(accepted);
    throw error;
  }
}

/** P10.3: messages that were consumed up to the block below, also if that is not the head any more (R16). */
function consumedBelow(chain: Chain, { proposal }: KnownProposal): bigint {
  if (chain.isRunning(proposal)) return chain.view.status.messagesConsumed;
  return chain.commitment(toHex(proposal.parent))?.facts?.messageCount ?? 0n;
}
