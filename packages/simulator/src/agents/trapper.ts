import { type Agent, defineAgent, type RoundView } from "../rounds/Agent.ts";
import { wei } from "../rounds/settings.ts";

/**
 * A1, A17: a party that names everybody who votes, shows the order to nobody, and proves the block with its own seats. With a low bid it means
 * to lose (A1), with a high one to win (A17); in both cases it wants the seats that it named to be punished.
 * @param burn - tokens that it bids.
 */
export function trapper(burn: (view: RoundView) => number): Agent {
  return defineAgent({
    name: "trapper",
    propose(view) {
      const { minProverShareBps: proverShareBps } = view.settings.rollup;
      return [{ burnBid: wei(burn(view)), proverShareBps, provenBy: "own" }];
    },
  });
}
