import { rankByScore } from "@trellis/protocol";
import { bestProven, type KnownBid } from "./KnownBid.ts";
import { inRevealOrder, type RevealTimes, revealTurn } from "./revealTurns.ts";

/** R7: what decides whether a losing block is paid. */
export interface UncleRule {
  /** Most losing blocks that are named in a round. */
  readonly uncles: number;
  /** Least bid of a named block as a part of the winner's, 1/10,000. */
  readonly uncleMinBps: number;
}

/** R7: whether a losing block may be named for the pay of its new seats. */
export function mayBeUncle(burnBid: bigint, winnersBid: bigint, { uncles, uncleMinBps }: UncleRule): boolean {
  return uncles > 0 && burnBid * 10_000n >= winnersBid * BigInt(uncleMinBps);
}

/** A bid, and what its block may pay this prover if it loses. */
export interface ProvableBid extends KnownBid {
  /** R7: whether an own seat is committed in it and not in the bid that wins so far. */
  readonly hasNewOwnSeat: boolean;
}

/**
 * P6.2, R17: the blocks that a prover works on, those that can reach the highest score first. Those that revealed in their turn come
 * before those that were late, so that a late reveal does not draw provers away. A block behind a proven one is worked on only if it can
 * still win, or pays an own seat as a new one (R7). What own seats have claimed in other blocks is proven all the same: their
 * `proofOptions` count as far as they are claimed.
 * @param bids - of the running round, in order of arrival.
 * @param limit - how many of the best are worked on, including those that have a proof.
 */
export function worthProving<Bid extends ProvableBid>(
  bids: readonly Bid[],
  times: RevealTimes,
  rule: UncleRule,
  limit: number,
): Bid[] {
  const winner = bestProven(bids);
  const known = executionOrder(bids, times).filter(({ block }) => block === "executed");
  return known.slice(0, Math.max(0, limit)).filter((bid) => {
    if (bid.final !== undefined) return false;
    if (winner?.final === undefined || bid.reachable > winner.final) return true;
    return bid.hasNewOwnSeat && mayBeUncle(bid.burnBid, winner.burnBid, rule);
  });
}

/**
 * P6.1, R17: the revealed bids in the order in which their blocks are executed: those that revealed in their turn before those that were
 * late, and of each those that can reach the highest score first.
 * @param bids - of the running round, in order of arrival.
 */
export function executionOrder<Bid extends KnownBid>(bids: readonly Bid[], times: RevealTimes): Bid[] {
  const inOrder = inRevealOrder(bids);
  const places = new Map(inOrder.map((bid, place) => [bid, place]));
  const revealed = inOrder.filter(({ revealedAt }) => revealedAt !== undefined);
  const ranked = rankByScore(revealed.map((bid) => ({ bid, score: bid.reachable }))).map(({ bid }) => bid);
  const { inTurn = [], late = [] } = Object.groupBy(ranked, (bid) =>
    bid.revealedAt! <= revealTurn(places.get(bid)!, times).until ? "inTurn" : "late",
  );
  return [...inTurn, ...late];
}

/**
 * P3.4: the bid that is expected to become the head, on which the next height is built: the one with the highest score among those whose
 * block was executed here and that are proven, revealed in their turn, or still in their time. Otherwise the best of the others.
 * @param bids - of the running round, in order of arrival.
 */
export function expectedWinner<Bid extends KnownBid>(
  bids: readonly Bid[],
  times: RevealTimes,
): Bid | undefined {
  const inOrder = inRevealOrder(bids);
  const executed = rankByScore(
    inOrder
      .map((bid, place) => ({
        bid,
        score: bid.final ?? bid.reachable,
        until: revealTurn(place, times).until,
      }))
      .filter(({ bid }) => bid.block === "executed"),
  );
  const expected = executed.find(
    ({ bid: { final, revealedAt }, until }) =>
      final !== undefined || revealedAt === undefined || revealedAt <= until,
  );
  return (expected ?? executed[0])?.bid;
}
