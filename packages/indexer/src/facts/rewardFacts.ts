import type { L1Event } from "@trellis/l1";
import { bitmapText } from "./bitmapText.ts";
import type { FactRow } from "./FactRow.ts";

/** Rewards, named losing blocks and pay of seats; undefined for other events. */
export function rewardFacts(event: L1Event): readonly FactRow[] | undefined {
  switch (event.eventName) {
    case "RewardSettled": {
      const { proposalId, proposerReward, pool, winnerSeats, claimsFrom } = event.args;
      const row = {
        proposal_id: proposalId,
        proposer_reward: String(proposerReward),
        pool: String(pool),
        winner_seats: winnerSeats,
        claims_from: Number(claimsFrom),
      };
      return [{ table: "reward", row }];
    }
    case "UnclesNamed": {
      const { winner, uncles, newSeats, count } = event.args;
      const row = { winner, uncles: JSON.stringify(uncles), new_seats: bitmapText(newSeats), count };
      return [{ table: "uncles_named", row }];
    }
    case "NodePaid": {
      const { proposalId, seat, payout, nodeNumber, amount } = event.args;
      const row = {
        proposal_id: proposalId,
        seat,
        node: Number(nodeNumber),
        payout,
        amount: String(amount),
      };
      return [{ table: "payment", row }];
    }
    case "NewSeatPaid": {
      const { winner, seat, payout, amount } = event.args;
      const row = { proposal_id: winner, seat, node: null, payout, amount: String(amount) };
      return [{ table: "payment", row }];
    }
    default:
      return undefined;
  }
}
