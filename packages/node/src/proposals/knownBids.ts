import type { RankedCommitment } from "@trellis/l1";
import { score } from "@trellis/protocol";
import type { KnownBid } from "@trellis/strategy";
import type { KnownProposal } from "./KnownProposal.ts";
import type { ProposalsView } from "./rankedProposals.ts";

/** A bid as strategies see it, with its proposal. */
export interface BidOfProposal extends KnownBid {
  readonly known: KnownProposal;
}

/** What this node knows about the running round's commitments, in the order of their arrival. */
export function knownBids({ chain, proposals }: ProposalsView): BidOfProposal[] {
  const { alpha } = chain.running;
  return chain.ranking.flatMap((row) => {
    const known = proposals.get(row.proposalId);
    if (known === undefined) return [];
    const { burnBid } = row;
    const provisional = provisionalScore(row, alpha);
    // The votes of bound seats were checked with the reveal.
    const reachable =
      known.transcript === undefined ? provisional : score(known.boundSeatCount, burnBid, alpha);
    return [
      {
        known,
        burnBid,
        provisional,
        reachable,
        final: row.isProven ? row.score : undefined,
        revealedAt: known.revealedAt,
        block: known.isBad ? "impossible" : known.execution === undefined ? "unknown" : "executed",
      },
    ];
  });
}

/** P5.3: a commitment's score by the seats that it has committed. @param alpha - of its round, in 2^-16. */
export function provisionalScore(row: RankedCommitment, alpha: number): bigint {
  return row.isProven ? score(row.committedSeats, row.burnBid, alpha) : row.score;
}
