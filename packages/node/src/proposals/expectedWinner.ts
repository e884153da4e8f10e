import * as strategy from "@trellis/strategy";
import type { KnownProposal } from "./KnownProposal.ts";
import { knownBids } from "./knownBids.ts";
import type { ProposalsView } from "./rankedProposals.ts";

/** P3.4: the running round's proposal that is expected to become the head, undefined while none was executed here. */
export function expectedWinner(view: ProposalsView): KnownProposal | undefined {
  const { proofStart, settings } = view.chain.view.status;
  return strategy.expectedWinner(knownBids(view), { proofStart, proofWindow: settings.proofWindow })?.known;
}
