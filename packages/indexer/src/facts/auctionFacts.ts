import type { L1Event } from "@trellis/l1";
import { bitmapText } from "./bitmapText.ts";
import type { FactRow } from "./FactRow.ts";
import { sortable } from "./sortable.ts";

/** Rounds, commitments, refunds and balances of proposers; undefined for other events. */
export function auctionFacts(event: L1Event): readonly FactRow[] | undefined {
  switch (event.eventName) {
    case "RoundOpened": {
      const { roundId, height, round, start, commitEnd, alpha } = event.args;
      const row = {
        round_id: Number(roundId),
        height: Number(height),
        round,
        start: Number(start),
        commit_end: Number(commitEnd),
        alpha,
      };
      return [{ table: "round_opened", row }];
    }
    case "WindowMoved": {
      const { roundId, commitEnd } = event.args;
      return [{ table: "round_moved", row: { round_id: Number(roundId), commit_end: Number(commitEnd) } }];
    }
    case "ProofWindowSet": {
      const { roundId, proofStart, proofEnd } = event.args;
      const row = {
        round_id: Number(roundId),
        proof_start: Number(proofStart),
        proof_end: Number(proofEnd),
      };
      return [{ table: "proof_window", row }];
    }
    case "RoundRestarted":
    case "RoundAbandoned": {
      const { roundId, height } = event.args;
      const outcome = event.eventName === "RoundRestarted" ? "restarted" : "abandoned";
      return [{ table: "round_ended", row: { round_id: Number(roundId), height: Number(height), outcome } }];
    }
    case "Committed": {
      const { proposalId, proposal, bitmap, seats, score } = event.args;
      const row = {
        proposal_id: proposalId,
        height: Number(proposal.height),
        round: proposal.round,
        parent: proposal.parent,
        proposer: proposal.proposer,
        depth: proposal.depth,
        prover_share_bps: proposal.proverShareBps,
        burn_bid: String(proposal.burnBid),
        seats: Number(seats),
        bitmap: bitmapText(bitmap),
        score: sortable(score),
      };
      return [{ table: "commitment", row }];
    }
    case "Refunded": {
      const { proposalId, amount, lost } = event.args;
      return [
        { table: "refund", row: { proposal_id: proposalId, amount: String(amount), lost: String(lost) } },
      ];
    }
    case "BalanceDeposited": {
      const { account, payer, amount } = event.args;
      return [{ table: "balance_event", row: { account, kind: "deposited", payer, amount: String(amount) } }];
    }
    case "BalanceWithdrawn": {
      const { account, amount } = event.args;
      return [
        { table: "balance_event", row: { account, kind: "withdrawn", payer: null, amount: String(amount) } },
      ];
    }
    default:
      return undefined;
  }
}
