import type { PoolReserves } from "@trellis/protocol";
import type { Hex } from "viem";

/** Earlier facts that a later event is read with. */
export interface Known {
  /** What transaction hashes are tied to. */
  readonly rollupId: bigint;
  /** A published chunk of transactions (P7.1). */
  chunk(hash: Hex): Promise<Uint8Array | undefined>;
  /** The packed transactions of a proven block. */
  dataOf(proposalId: Hex): Promise<Uint8Array | undefined>;
  /** The pool after all final blocks so far. */
  pool(): Promise<PoolReserves>;
  /** Lets the process do other things, in the middle of long work. */
  pause(): Promise<void>;
  /** The next nonce of an account, after all final blocks so far. */
  nonceOf(account: number): Promise<number>;
}
