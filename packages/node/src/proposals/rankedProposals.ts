import type { RankedCommitment } from "@trellis/l1";
import type { NodeContext } from "../roles/NodeContext.ts";
import type { KnownProposal } from "./KnownProposal.ts";

/** A committed proposal of the running round with its row in L1's ranking. */
export interface RankedProposal {
  readonly known: KnownProposal;
  readonly row: RankedCommitment;
}

/** The running round's commitments, highest score first; equal scores: the earlier one (P5.3, P7.2). */
export function rankedProposals({
  chain,
  proposals,
}: Pick<NodeContext, "chain" | "proposals">): RankedProposal[] {
  return chain.ranking
    .flatMap((row) => {
      const known = proposals.get(row.proposalId);
      return known === undefined ? [] : [{ known, row }];
    })
    .sort((a, b) => (a.row.score === b.row.score ? 0 : a.row.score > b.row.score ? -1 : 1));
}
