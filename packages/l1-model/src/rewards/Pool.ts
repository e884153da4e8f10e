import type { NewSeats, ProverBitmap } from "@trellis/protocol";

/** R7: what the provers of a final block share: `PayPool` in Types.sol, and its new seats. */
export interface Pool {
  /** Wei. */
  readonly amount: bigint;
  readonly active: ProverBitmap;
  readonly snapshotAt: bigint;
  /** When shares are paid from. */
  readonly claimsFrom: bigint;
  readonly winnerSeats: number;
  /** Of each named losing block the seats that are new there, best rate first. */
  readonly newSeats: readonly NewSeats[];
  /** Their rates together, 1/10,000 of a winner's seat's pay. */
  readonly newSeatParts: number;
  readonly depth: number;
}

/** A pool before any losing block is named. */
export const NO_NEW_SEATS = { newSeats: [], newSeatParts: 0 } as const;
