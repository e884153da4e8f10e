import { type Agent, defineAgent } from "../rounds/Agent.ts";
import { tokens, wei } from "../rounds/settings.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/** A7: a proposer that offers provers nothing, and puts half of what it keeps from them into the burn. */
export function starvingProposer(init: ProposerInit): Agent {
  const proposer = shippedProposer(init);
  return defineAgent({
    ...proposer,
    propose(view) {
      const reward = tokens(view.settings.rollup.blockReward);
      return proposer.propose!(view).map((bid) => {
        const kept = (reward * bid.proverShareBps) / 10_000;
        return { ...bid, burnBid: bid.burnBid + wei(kept / 2), proverShareBps: 0 };
      });
    },
  });
}
