import * as strategy from "@trellis/strategy";
import type { KnownProposal } from "./KnownProposal.ts";
import { knownBids } from "./knownBids.ts";
import type { ProposalsView } from "./rankedProposals.ts";
import { revealTimes } from "./revealTimes.ts";

/** P3.4: the running round's proposal that is expected to become the head, undefined while none was executed here. */
export function expectedWinner(view: ProposalsView): KnownProposal | undefined {
  const times = revealTimes(view.chain);
  return times && strategy.expectedWinner(knownBids(view), times)?.known;
}
