import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { SeatSet } from "../rounds/SeatSet.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/** A16: a proposer whose transcript names all voters and whose bitmap claims one seat, so that no bond is at risk. It bids ten times as much. */
export function underClaimer(init: ProposerInit): Agent {
  const proposer = shippedProposer(init);
  return defineAgent({
    ...proposer,
    propose(view) {
      const [first] = view.activeSeats.seats();
      const unclaimed = view.activeSeats.without(SeatSet.of(first === undefined ? [] : [first]));
      return proposer.propose!(view).map((bid) => ({ ...bid, burnBid: 10n * bid.burnBid, unclaimed }));
    },
  });
}
