import type { Hex } from "viem";

/** `Seat` in IProverRegistry.sol. Times are seconds of L1, 0 for never. */
export interface Seat {
  /** Address of the seat's key. */
  readonly key: Hex;
  /** The join that began this generation. */
  readonly since: bigint;
  /** Open cases. */
  readonly cases: number;
  readonly paused: boolean;
  readonly payout: Hex;
  readonly stake: bigint;
  readonly previousKey: Hex;
  readonly rotatedAt: bigint;
  /** From when the stake may leave. */
  readonly exitAt: bigint;
  /** Generations before this one. */
  readonly generation: number;
}

/** A generation that has ended. */
export interface PastGeneration {
  readonly since: bigint;
  readonly payout: Hex;
}

/** When the stake of a seat that nobody holds may leave: never. */
export const WITHDRAWN = (1n << 40n) - 1n;
