import type { Hex } from "viem";

/** What the registry keeps of one seat. */
export interface Prover {
  /** Address of the seat's key. */
  readonly key: Hex;
  /** Timestamp from which the stake may leave; 0: the seat has not asked to exit. */
  readonly exitAt: bigint;
  /** Open reports against the seat. */
  readonly reports: number;
  readonly payout: Hex;
  /** Wei. */
  readonly stake: bigint;
}
