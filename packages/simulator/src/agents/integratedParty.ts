import type { Agent } from "../rounds/Agent.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/**
 * One party that proposes and proves: its seats vote for its own bids alone, or for all. It may name nobody else, and then it proves its block
 * by itself.
 */
export function integratedParty(
  init: ProposerInit,
  { votesForRivals, namesOthers }: { readonly votesForRivals: boolean; readonly namesOthers: boolean },
): Agent {
  const proposer = shippedProposer(init);
  return {
    ...proposer,
    propose(view) {
      const bids = proposer.propose!(view);
      if (namesOthers) return bids;
      return bids.map((bid) => ({ ...bid, names: () => view.ownSeats, provenBy: "own" as const }));
    },
    votes: (view, bid) => (votesForRivals || bid.proposer === view.self ? "any" : []),
  };
}
