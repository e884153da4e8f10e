import {
  fromHex,
  nodeKind,
  type RollupDomain,
  rollupId,
  type TreeNode,
  TrellisError,
} from "@trellis/protocol";
import type { ProverVoteInput, ProvingJob } from "@trellis/prover";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../proposals/NodeProofs.ts";
import type { ProofBook } from "../proposals/ProofBook.ts";

/** The parts of the node that a proving job is made from. */
export interface ProvingJobView {
  readonly chain: Chain;
  readonly domain: RollupDomain;
}

/**
 * The proving job of a node of an executed block in the running round.
 * @param inputs - the children's proofs, none for a leaf.
 * @param prover - the proving seat and its vote.
 * @throws TRL-NOD-032 if the seat joined after the round's snapshot.
 */
export function provingJobOf(
  { chain, domain }: ProvingJobView,
  book: ProofBook,
  known: KnownProposal,
  node: TreeNode,
  inputs: readonly AcceptedNodeProof[],
  { seat, publicKey, vote, signature }: Omit<ProverVoteInput, "seatPath">,
): ProvingJob {
  const seatPath = chain.seats.path(chain.proverSetRoot, seat);
  if (seatPath === undefined) {
    throw new TrellisError("TRL-NOD-032", "the seat is not in this round's snapshot", { seat });
  }
  const prover: ProverVoteInput = { seat, publicKey, vote, signature, seatPath };
  const kind = nodeKind(node, known.proposal.depth);
  if (kind === "leaf") {
    const block = {
      rollupId: rollupId(domain),
      proposalId: fromHex(known.id),
      treeDepth: known.proposal.depth,
      proverSetRoot: chain.proverSetRoot,
    };
    return { kind, block, leaf: known.execution!.leaves[node.index]!, prover };
  }
  const [left, right] = inputs.map((input) => ({
    outputs: book.nodeOutputs(known, input.message.node, input),
    proof: input.message.proof,
  }));
  if (kind === "merge") return { kind, left: left!, right: right!, prover };
  return { kind, left: left!, right: right!, prover, secret: known.reveal!.secret };
}
