import { MAX_BURN_BID, SEATS, score } from "@trellis/protocol";

/** What a losing proposal would have needed against the winner. */
export interface Needed {
  /** Least bid with its own seats, wei; null if no legal bid would have won. */
  readonly burnBid: bigint | null;
  /** Least number of seats with its own bid; null if 2,048 would not have been enough. */
  readonly seats: number | null;
}

/**
 * R14: the least bid, and the least number of seats, with which a proposal scores more than another one.
 * @param seats - what it could show: seats proven, or committed if nothing was proven.
 * @param alpha - of its round, in 2^-16.
 */
export function neededToWin(seats: number, burnBid: bigint, alpha: number, against: bigint): Needed {
  return {
    burnBid: least(0n, MAX_BURN_BID, (bid) => score(seats, bid, alpha) > against),
    seats: toNumber(least(0n, BigInt(SEATS), (count) => score(Number(count), burnBid, alpha) > against)),
  };
}

/** The least number from `low` to `high` for which something holds that holds for all above it, too. */
function least(low: bigint, high: bigint, holds: (value: bigint) => boolean): bigint | null {
  if (!holds(high)) return null;
  let [below, above] = [low, high];
  while (below < above) {
    const middle = (below + above) / 2n;
    if (holds(middle)) above = middle;
    else below = middle + 1n;
  }
  return above;
}

const toNumber = (value: bigint | null): number | null => (value === null ? null : Number(value));
