import { bondOf } from "@trellis/protocol";
import type { RandomStream } from "../random/RandomStream.ts";
import type { Agent, OpenBid, RoundView } from "../rounds/Agent.ts";
import { tokens } from "../rounds/settings.ts";
import { type ProposerInit, shippedProposer } from "./shippedProposer.ts";

/** A bidder whose block is worth more or less when the price has moved. */
export interface OptionInit extends ProposerInit {
  /** How the price moves. Holders whose streams are alike see one price. */
  readonly price: RandomStream;
  /** Deviation of the price between commitment and reveal, as a part of it. */
  readonly volatility: number;
  /** Value whose price moves, tokens. */
  readonly exposure: number;
}

/** With what it knows of its own rounds. */
export interface OptionHolder extends Agent {
  /** What the last block is worth to it after the price has moved, tokens. */
  worth(): number;
  /** Tokens that it has lost less by keeping blocks back than by showing them. */
  gain(): number;
}

/** The free option: a proposer that looks at the price before it reveals, and keeps its block back where losing the bond is cheaper. */
export function optionHolder(init: OptionInit): OptionHolder {
  const { price, volatility, exposure } = init;
  let value = 0;
  let move = 0;
  let saved = 0;
  const proposer = shippedProposer({
    ...init,
    value(view) {
      value = init.value(view);
      return value;
    },
  });
  return {
    ...proposer,
    worth: () => value + move,
    gain: () => saved,
    propose(view) {
      const bids = proposer.propose!(view);
      move = exposure * volatility * price.normal();
      return bids;
    },
    reveals({ settings: { rollup } }: RoundView, { burnBid, proverShareBps }: OpenBid) {
      const reward = tokens(rollup.blockReward) * (1 - proverShareBps / 10_000);
      const profit = value + move + reward - tokens(burnBid);
      const bond = tokens(bondOf(burnBid, rollup.bond, rollup.bondBps));
      const isKept = profit < -bond;
      if (isKept) saved += -profit - bond;
      return !isKept;
    },
  };
}
