import type { Hex } from "viem";

/** A call that a transaction makes. */
export interface EncodedCall {
  /** Names the call to people. */
  readonly action: string;
  readonly address: Hex;
  readonly data: Hex;
}
