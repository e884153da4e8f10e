import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/** A proposer that wants the height to restart: it bids so high that it leads, and never reveals. @param times - what it bids, over what a proposer would bid. */
export function restartGriefer(init: ProposerInit, times: bigint): Agent {
  const proposer = shippedProposer(init);
  return defineAgent({
    ...proposer,
    propose: (view) => proposer.propose!(view).map((bid) => ({ ...bid, burnBid: times * bid.burnBid })),
    reveals: () => false,
  });
}
