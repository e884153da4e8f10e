import { rankByScore, score } from "@trellis/protocol";
import type { RankedBid } from "./RankedBid.ts";

/**
 * P9.6: the bid that leads a round by its committed provers, regardless of proofs. It loses its bond unless it gets a proof. Undefined
 * without bids.
 * @param bids - in order of arrival.
 * @param alpha - exponent of the round's scores, eighths (P7.3).
 * @throws TRL-PRO-019 for numbers that have no score.
 */
export function provisionalLeader<Bid extends Pick<RankedBid, "burnBid" | "committedProvers">>(
  bids: readonly Bid[],
  alpha: number,
): Bid | undefined {
  const scored = bids.map((bid) => ({ bid, score: score(bid.committedProvers, bid.burnBid, alpha) }));
  return rankByScore(scored)[0]?.bid;
}
