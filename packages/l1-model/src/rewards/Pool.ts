import { ProverBitmap } from "@trellis/protocol";

/** R7: what the provers of a final block share: `PayPool` in Types.sol, and the set of its new seats. */
export interface Pool {
  /** Wei. */
  readonly amount: bigint;
  readonly active: ProverBitmap;
  readonly snapshotAt: bigint;
  /** When shares are paid from. */
  readonly claimsFrom: bigint;
  readonly winnerSeats: number;
  /** Seats of the named losing blocks that are new. */
  readonly newSeats: ProverBitmap;
  readonly newSeatCount: number;
  readonly depth: number;
  /** u: pay of a new seat as a part of that of a winner's seat, 1/10,000; the mean of those that were named. */
  readonly unclePayBps: number;
}

/** A pool before any losing block is named. */
export const NO_NEW_SEATS = {
  newSeats: ProverBitmap.EMPTY,
  newSeatCount: 0,
  unclePayBps: 0,
} as const;
