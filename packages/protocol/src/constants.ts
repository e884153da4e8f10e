/** Deepest proof tree: 2^11 leaves of 8 transactions (P4.1). */
export const MAX_DEPTH = 11;
/** Transactions in one leaf (P4.1). */
export const LEAF_TRANSACTIONS = 8;
/** Depth of the prover registry's SHA-256 tree (P2.1). */
export const SEAT_TREE_DEPTH = 11;
/** Seats of the prover registry (P1.3). */
export const SEATS = 1 << SEAT_TREE_DEPTH;
/** Depth of the L2 account tree. */
export const ACCOUNT_TREE_DEPTH = 20;
/** Bytes of one packed transaction (P7.1). */
export const TRANSACTION_BYTES = 20;
