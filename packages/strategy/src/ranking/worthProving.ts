import { rankByScore } from "@trellis/protocol";
import { graceEnd } from "./graceEnd.ts";
import type { KnownBid } from "./KnownBid.ts";
import { keepsPlace } from "./keepsPlace.ts";

/** The facts of a round in its proof window that decide which bids are worth proving. */
export interface ProvingRound {
  /** L1 time, seconds. */
  readonly now: bigint;
  readonly proofStart: bigint;
  /** Seconds. */
  readonly proofWindow: number;
  /** P8.4: how many proven blocks are paid besides the winner. */
  readonly uncles: number;
  /** P8.5: whether all proven blocks are paid. */
  readonly fairPay: boolean;
}

/**
 * P6.2: the bids that are expected to win and can be worked on now, best first.
 * @param bids - of the running round, in order of arrival.
 * @param limit - how many of the best are worked on, including those that have a proof.
 */
export function worthProving<Bid extends KnownBid>(
  bids: readonly Bid[],
  { now, proofStart, proofWindow, uncles, fairPay }: ProvingRound,
  limit: number,
): Bid[] {
  const end = graceEnd(proofStart, proofWindow);
  const inPlace: Bid[] = [];
  const behind: Bid[] = [];
  let places = limit;
  for (const bid of rankByScore(bids)) {
    if (bid.proven) {
      // It beats all bids below it, which can then be paid only as uncles (P8.4, P8.5).
      if (uncles === 0 && !fairPay) break;
      places--;
      continue;
    }
    if (bid.block === "impossible") continue;
    if (bid.revealedAt === undefined && now > end) continue;
    (keepsPlace(bid, end) ? inPlace : behind).push(bid);
  }
  return [...inPlace, ...behind]
    .slice(0, Math.max(0, places))
    .filter(({ block, revealedAt }) => block === "executed" && revealedAt !== undefined);
}
