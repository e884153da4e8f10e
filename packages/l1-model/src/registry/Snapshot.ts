import type { ProverBitmap } from "@trellis/protocol";
import type { Hex } from "viem";

/** P2.3: the prover set, frozen. */
export interface Snapshot {
  readonly proverSetRoot: bigint;
  readonly active: ProverBitmap;
  /** Stands for the data contract that holds the bitmap: its number in order of writing, from 1. */
  readonly activeBitmap: Hex;
}
