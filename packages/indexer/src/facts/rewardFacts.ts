import type { L1Event } from "@trellis/l1";
import { ProverBitmap } from "@trellis/protocol";
import type { FactRow } from "./FactRow.ts";
import { newSeatsText } from "./newSeatsText.ts";

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
      const { winner, uncles, newSeats } = event.args;
      const row = {
        winner,
        uncles: JSON.stringify(uncles),
        new_seats: newSeatsText(newSeats),
        count: newSeats.reduce((sum, { seats }) => sum + ProverBitmap.fromWords(seats).count(), 0),
      };
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
