import { graceEnd } from "./graceEnd.ts";
import { bestProven, byProvisional, type KnownBid } from "./KnownBid.ts";

/** R17: slots after the proposal window before the leader reveals: L1 may still reorganise its last commitments. */
const SETTLING_SLOTS = 2;

/** The times of a round that decide who reveals when. L1 seconds. */
export interface RevealTimes {
  /** When the proof window opens. */
  readonly proofStart: bigint;
  /** Length of the proof window. */
  readonly proofWindow: number;
  /** R13: length of an L1 slot. */
  readonly slotTime: number;
}

/** The turn of one bid, L1 seconds: it may reveal from `from` on and is late after `until`. */
export interface RevealTurn {
  readonly from: bigint;
  readonly until: bigint;
}

/**
 * R17: the turn of the bid at this place. Each turn takes a twentieth of the proof window: first the leader, then the next one, then the
 * next 2, 4, 8 … So many false commitments in front of an honest one cannot use up the window.
 * @param place - 0: the leader.
 */
export function revealTurn(place: number, { proofStart, proofWindow, slotTime }: RevealTimes): RevealTurn {
  const grace = graceEnd(0n, proofWindow);
  const group = place === 0 ? 0 : 32 - Math.clz32(place);
  const from = proofStart + BigInt(SETTLING_SLOTS * slotTime) + BigInt(group) * grace;
  return { from, until: from + grace };
}

/**
 * R17: the bids in the order in which they may reveal. A block that is known to be impossible takes no turn.
 * @param bids - of the round, in order of arrival.
 */
export function inRevealOrder<Bid extends Pick<KnownBid, "provisional" | "block">>(
  bids: readonly Bid[],
): Bid[] {
  return byProvisional(bids.filter(({ block }) => block !== "impossible"));
}

/**
 * R17, A23: from when an own bid is revealed, L1 seconds; undefined if it is not, because one of an earlier turn was. A loser that keeps
 * its order to itself can use it again; one that shows it gives it away.
 *
 * M2, R9: a revealed bid in front may fall behind by seats that do not prove, and a third bid win that stands behind the own one. Then the
 * own bond is lost without a proof. So after half of the proof window the own bid is revealed all the same, unless a proof on L1 has
 * reached its score.
 *
 * M3, R7: a block that is not proven has no new seats to be named. So a bid that leaves out seats of the own one hides nothing: else a
 * cartel that names only itself and reveals in time would keep the whole pool.
 * @param own - one of the bids.
 * @param leavesOut - whether a bid has not committed some seat that the own one has.
 */
export function revealFrom<Bid extends Pick<KnownBid, "provisional" | "block" | "revealedAt" | "final">>(
  bids: readonly Bid[],
  own: Bid,
  times: RevealTimes,
  leavesOut: (bid: Bid) => boolean,
): bigint | undefined {
  const inOrder = inRevealOrder(bids);
  const place = inOrder.indexOf(own);
  if (place < 0 || own.revealedAt !== undefined) return undefined;
  const { from } = revealTurn(place, times);
  const isBeaten = inOrder.some(
    (bid, other) => bid.revealedAt !== undefined && revealTurn(other, times).from < from && !leavesOut(bid),
  );
  if (!isBeaten) return from;
  const best = bestProven(bids);
  if (best?.final !== undefined && best.final >= own.provisional) return undefined;
  const half = times.proofStart + BigInt(Math.floor(times.proofWindow / 2));
  return half > from ? half : from;
}
