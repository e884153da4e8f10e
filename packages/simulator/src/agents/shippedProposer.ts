import { chooseBid } from "@trellis/strategy";
import { type Agent, type Bid, defineAgent, type RoundView } from "../rounds/Agent.ts";
import { wei } from "../rounds/settings.ts";

/** More than any bid and bond together. */
const BALANCE = 10n ** 27n;

/** How a proposer bids. */
export interface ProposerInit {
  readonly name: string;
  /** What this round's block is worth to it besides the reward: fees and own swaps, tokens. */
  value(view: RoundView): number;
  /** Part of the expected income that is spent on winning, 0 … 1. The node's default is one half. */
  readonly bidFraction?: number;
  /** Provers' part of the reward; the floor if left out. */
  readonly proverShareBps?: number;
  /** R9: part of a bond that a bid is expected to lose, 1/10,000. */
  readonly bondRiskBps?: number;
  /** What else its bids have. */
  readonly also?: Omit<Bid, "burnBid" | "proverShareBps">;
}

/** A proposer that bids by the shipped strategy (`chooseBid`). */
export function shippedProposer(init: ProposerInit): Agent {
  const { name, value, bidFraction = 0.5, proverShareBps, bondRiskBps = 0, also = {} } = init;
  return defineAgent({
    name,
    propose(view) {
      const { rollup } = view.settings;
      const { blockReward, minBurnBid, minProverShareBps, bond, bondBps } = rollup;
      const terms = chooseBid(
        { fees: wei(Math.max(0, value(view))), backrun: 0n, blockReward, alpha: view.alpha },
        { proverShareBps: proverShareBps ?? minProverShareBps, bidFraction, bondRiskBps },
        { minBurnBid, minProverShareBps, balance: BALANCE },
        { bond, bondBps },
      );
      if (terms === undefined) return [];
      return [{ ...also, burnBid: terms.burnBid, proverShareBps: terms.proverShareBps }];
    },
  });
}
