import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { SeatSet } from "../rounds/SeatSet.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/**
 * A5: a proposer that puts false leads in front of its bid: bitmaps of all seats, none of which has voted, that nobody will prove.
 * @param leads - how many. Each bids twice what the proposer bids.
 */
export function freeLeader(init: ProposerInit, leads: number): Agent {
  const proposer = shippedProposer(init);
  return defineAgent({
    ...proposer,
    propose(view) {
      const bids = proposer.propose!(view);
      return bids.flatMap((bid) => {
        const names = (): SeatSet => SeatSet.empty();
        const burnBid = 2n * bid.burnBid;
        const lead = { ...bid, burnBid, names, claimed: view.activeSeats, provenBy: "nobody" as const };
        return [...Array.from({ length: leads }, () => lead), bid];
      });
    },
  });
}
