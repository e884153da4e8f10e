import { nodeKind, type TreeNode, TrellisError, type Vote } from "@trellis/protocol";
import type { ProvingJob } from "@trellis/prover";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../proposals/proofs/NodeProofs.ts";
import type { ProofBook } from "../proposals/proofs/ProofBook.ts";

/**
 * The proving job of a node of an executed and revealed block.
 * @param inputs - the children's proofs, none for a leaf.
 * @param vote - of the proving seat: the transcript's vote of the node, or a rescue vote.
 * @throws TRL-NOD-032 if the block's execution, its transcript or the snapshot of its round is not known here.
 * @throws TRL-PRV-150 if the vote's seat is not in the snapshot.
 */
export function provingJobOf(
  book: ProofBook,
  known: KnownProposal,
  node: TreeNode,
  inputs: readonly AcceptedNodeProof[],
  vote: Vote,
): ProvingJob {
  const jobs = book.jobs(known);
  if (jobs === undefined) {
    throw new TrellisError("TRL-NOD-032", "this node lacks what the block's proofs are made from", {
      proposalId: known.id,
    });
  }
  const prover = jobs.proverOf(vote);
  const kind = nodeKind(node, known.proposal.depth);
  if (kind === "leaf") return jobs.leaf(node.index, prover);
  const [left, right] = inputs.map((input) => ({
    outputs: book.nodeOutputs(known, input.message.node, input),
    proof: input.message.proof,
  }));
  return kind === "merge" ? jobs.merge(node, left!, right!, prover) : jobs.root(left!, right!, prover);
}
