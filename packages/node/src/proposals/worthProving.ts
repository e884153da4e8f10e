import * as strategy from "@trellis/strategy";
import type { KnownProposal } from "./KnownProposal.ts";
import { knownBids } from "./knownBids.ts";
import type { ProposalsView } from "./rankedProposals.ts";

/**
 * P6.2: the running round's proposals that are worth proving, best first.
 * @param limit - how many of the best are worked on, including those that have a proof.
 */
export function worthProving(view: ProposalsView, limit: number): KnownProposal[] {
  const { chain } = view;
  const { proofStart, settings } = chain.view.status;
  const { proofWindow, uncles, fairPay } = settings;
  const round = { now: chain.now, proofStart, proofWindow, uncles, fairPay };
  return strategy.worthProving(knownBids(view), round, limit).map(({ known }) => known);
}
