import type { KnownBid } from "@trellis/strategy";
import type { KnownProposal } from "./KnownProposal.ts";
import { type ProposalsView, rankedProposals } from "./rankedProposals.ts";

/** A bid as strategies see it, with its proposal. */
export interface BidOfProposal extends KnownBid {
  readonly known: KnownProposal;
}

/** What this node knows about the running round's commitments, best first. */
export function knownBids(view: ProposalsView): BidOfProposal[] {
  return rankedProposals(view).map(({ known, row: { score, proven } }) => ({
    known,
    score,
    proven,
    hasTranscript: known.transcript !== undefined,
    revealedAt: known.revealedAt,
    block: known.isBad ? "impossible" : known.execution === undefined ? "unknown" : "executed",
  }));
}
