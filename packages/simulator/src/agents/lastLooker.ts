import { MAX_BURN_BID } from "@trellis/protocol";
import { type Agent, type Bid, defineAgent, type Lead, type RoundView } from "../rounds/Agent.ts";
import { leastBid } from "../rounds/leastBid.ts";
import { Scores } from "../rounds/Scores.ts";
import { tokens } from "../rounds/settings.ts";

const scores = new Scores();

/** A bid that beats the lead by as little as it can, if all seats vote for it; undefined if it leads already, or no bid is enough. */
export function answerTo(view: RoundView, lead: Lead | undefined): Bid | undefined {
  if (lead === undefined || lead.proposer === view.self) return undefined;
  const { minBurnBid, minProverShareBps: proverShareBps } = view.settings.rollup;
  const rival = { seats: lead.committedSeats, burnBid: lead.burnBid };
  const least = leastBid(view.activeCount, rival, view.alpha, scores);
  if (least >= MAX_BURN_BID) return undefined;
  const bid = { burnBid: least, proverShareBps };
  return least < minBurnBid ? { ...bid, burnBid: minBurnBid } : bid;
}

/**
 * A22: a proposer that waits for the last slot, and then outbids the leader by a wei, as long as its block brings more than the bid.
 * @param value - what this round's block is worth to it besides the reward, tokens.
 */
export function lastLooker(value: (view: RoundView) => number): Agent {
  return defineAgent({
    name: "last looker",
    answers(view, lead) {
      const bid = answerTo(view, lead);
      if (bid === undefined) return [];
      const reward = tokens(view.settings.rollup.blockReward) * (1 - bid.proverShareBps / 10_000);
      return value(view) + reward > tokens(bid.burnBid) ? [bid] : [];
    },
  });
}
