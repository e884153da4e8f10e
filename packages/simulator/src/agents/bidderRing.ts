import { type Agent, defineAgent, type RoundView } from "../rounds/Agent.ts";
import { wei } from "../rounds/settings.ts";
import { bestResponse } from "./firstPriceBidder.ts";

/** A ring of bidders with values U[0, most], among others who bid a part of values of the same kind. */
export interface RingInit {
  /** What this round's block is worth to each member, tokens. */
  values(view: RoundView): readonly number[];
  /** Greatest value, tokens. */
  readonly most: number;
  /** Bidders outside of the ring, and the part of their value that they bid. */
  readonly outsiders: number;
  readonly part: number;
}

/** Colluding bidders: only the member to whom the block is worth most bids, and what answers the outsiders best. */
export function bidderRing({ values, most, outsiders, part }: RingInit): Agent {
  return defineAgent({
    name: `ring against ${outsiders}`,
    propose(view) {
      const value = Math.max(...values(view));
      const { minBurnBid, minProverShareBps: proverShareBps } = view.settings.rollup;
      const best = wei(bestResponse(value, (bid) => Math.min(1, bid / (part * most)) ** outsiders));
      const bid = { burnBid: best, proverShareBps };
      return [best < minBurnBid ? { ...bid, burnBid: minBurnBid } : bid];
    },
  });
}
