import type { HashSteps, LeafExecution } from "@trellis/ledger";
import { fromHex, type NodeProof, nodeProofDigest } from "@trellis/protocol";
import { signDigest } from "@trellis/protocol/keys";
import type { ProofSystem } from "@trellis/prover";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import { type ProvingJobView, provingJobOf } from "../provingJobOf.ts";
import type { ProofTask } from "./ProofTask.ts";

/** The parts of the node that making a proof uses. */
export interface ProofMakerView extends ProvingJobView {
  readonly proofs: ProofSystem;
  readonly thread: LedgerThread;
}

/**
 * Makes the proof of a node and signs it with its seat's key (P6.3).
 * @throws TRL-NOD-032 as {@link provingJobOf} does; TRL-PRV if proving fails; the signal's reason if it aborts.
 */
export async function makeNodeProof(
  view: ProofMakerView,
  book: ProofBook,
  { known, node, inputs, seat: { seat, publicKey, secretKey }, vote, voteSignature }: ProofTask,
  signal: AbortSignal,
): Promise<NodeProof> {
  const { domain, proofs, thread } = view;
  const prover = { seat, publicKey, vote, signature: voteSignature };
  const job = provingJobOf(view, book, known, node, inputs, prover);
  // The proof system needs these hashes. Computing them here keeps them off the event loop.
  if (job.kind === "leaf") await thread.run(leafSteps(job.leaf), signal);
  const { proof } = await proofs.prove(job, { signal });
  const unsigned = {
    proposalId: fromHex(known.id),
    node,
    seat,
    contributions: [{ node, seat, vote }, ...inputs.flatMap(({ message }) => message.contributions)],
    voteSignature,
    proof,
    signature: new Uint8Array(64),
  } satisfies NodeProof;
  const contributionsHash = contributionTreeOf(unsigned, known.proposal.depth).root();
  const digest = nodeProofDigest(domain, unsigned, contributionsHash);
  return { ...unsigned, signature: signDigest(digest, secretKey) };
}

/** Computes all parts of a leaf that need hashing. */
function* leafSteps(leaf: LeafExecution): HashSteps<void> {
  yield* leaf.stateBeforeSteps();
  yield* leaf.witnessSteps();
}
