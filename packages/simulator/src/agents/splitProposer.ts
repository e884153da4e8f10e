import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/** A party that sends the same bid by many addresses. */
export function splitProposer(init: ProposerInit, addresses: number): Agent {
  const proposer = shippedProposer(init);
  return defineAgent({
    ...proposer,
    propose(view) {
      const bids = proposer.propose!(view);
      return Array.from({ length: addresses }, () => bids).flat();
    },
  });
}
