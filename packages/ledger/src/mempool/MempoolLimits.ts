/** Bounds of a mempool. */
export interface MempoolLimits {
  /** Transactions in all. */
  readonly total: number;
  /** Transactions of one sender, and how far a nonce may lie ahead of the sender's next one. */
  readonly perAccount: number;
  /** Smallest fee, units of asset 0. */
  readonly minimumFee: bigint;
}

/** Bounds of a node's mempool. */
export const DEFAULT_MEMPOOL_LIMITS: MempoolLimits = { total: 32_768, perAccount: 64, minimumFee: 0n };
