/** Bounds of a mempool. */
export interface MempoolLimits {
  /** Maximum number of transactions in total. */
  readonly total: number;
  /** Maximum number of one sender's transactions, and the most by which a nonce may exceed the sender's next one. */
  readonly perAccount: number;
  /** Smallest fee, units of asset 0. */
  readonly minimumFee: bigint;
}

/** Bounds of a node's mempool. */
export const DEFAULT_MEMPOOL_LIMITS: MempoolLimits = { total: 32_768, perAccount: 64, minimumFee: 0n };
