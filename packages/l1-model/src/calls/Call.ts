import type { Hex } from "viem";

/** A call to a contract: who makes it, and the timestamp of its L1 block in seconds. Addresses are lower case. */
export interface Call {
  readonly from: Hex;
  readonly time: bigint;
}
