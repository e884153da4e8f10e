import { MAX_BURN_BID } from "@trellis/protocol";
import type { Scored, Scores } from "./Scores.ts";

/**
 * R14: the least bid of a block with so many seats that beats a rival's score, by the shipped score, wei; 2^96 − 1 if none does.
 * @param alpha - in 2^-16.
 */
export function leastBid(seats: number, rival: Scored, alpha: number, scores: Scores): bigint {
  let [losing, winning] = [0n, MAX_BURN_BID];
  while (winning - losing > 1n) {
    const middle = (losing + winning) >> 1n;
    if (scores.compare({ seats, burnBid: middle }, rival, alpha) > 0) winning = middle;
    else losing = middle;
  }
  return winning;
}
