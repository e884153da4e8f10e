import type { RankedCommitment } from "@trellis/l1";
import { rankByScore } from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposal } from "./KnownProposal.ts";
import type { KnownProposals } from "./KnownProposals.ts";

/** L1's ranking, and the known proposals. */
export interface ProposalsView {
  readonly chain: Chain;
  readonly proposals: KnownProposals;
}

/** A committed proposal of the running round with its row in L1's ranking. */
export interface RankedProposal {
  readonly known: KnownProposal;
  readonly row: RankedCommitment;
}

/** The running round's commitments by L1's scores, best first: a proven one by its final score, others by the provisional one (P7.2). */
export function rankedProposals({ chain, proposals }: ProposalsView): RankedProposal[] {
  return rankByScore(chain.ranking).flatMap((row) => {
    const known = proposals.get(row.proposalId);
    return known === undefined ? [] : [{ known, row }];
  });
}
