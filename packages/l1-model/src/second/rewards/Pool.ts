import { ProverBitmap } from "@trellis/protocol";

/** R7: what the provers of a final block share: `SecondPool` in SecondTypes.sol, and the set of its new seats. */
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
  /** Losing blocks that were named. */
  readonly uncles: number;
}

/** A pool before any losing block is named. */
export const NO_NEW_SEATS = { newSeats: ProverBitmap.EMPTY, newSeatCount: 0, uncles: 0 } as const;
