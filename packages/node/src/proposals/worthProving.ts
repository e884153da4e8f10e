import * as strategy from "@trellis/strategy";
import type { KnownProposal } from "./KnownProposal.ts";
import { knownBids } from "./knownBids.ts";
import type { ProposalsView } from "./rankedProposals.ts";
import { revealTimes } from "./revealTimes.ts";

/**
 * P6.2, R7: the running round's proposals that are worth proving, best first.
 * @param limit - how many of the best are worked on, including those that have a proof.
 * @param ownSeats - seats of this node's prover: a block that pays one of them as a new seat is worth proving, too.
 */
export function worthProving(
  view: ProposalsView,
  limit: number,
  ownSeats: readonly number[] = [],
): KnownProposal[] {
  const times = revealTimes(view.chain);
  if (times === undefined) return [];
  const bids = knownBids(view);
  const winner = strategy.bestProven(bids)?.known.committed;
  const isNew = ({ committed }: KnownProposal, seat: number): boolean =>
    committed?.has(seat) === true && winner?.has(seat) !== true;
  const provable = bids.map((bid) => ({
    ...bid,
    hasNewOwnSeat: ownSeats.some((seat) => isNew(bid.known, seat)),
  }));
  return strategy.worthProving(provable, times, view.chain.settings, limit).map(({ known }) => known);
}
