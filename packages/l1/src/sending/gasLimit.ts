const TRANSFER_GAS = 21_000n;

/** The limit of a transaction that is estimated to use this much. Others of the same L1 block may change what a slot costs: a fifth more. */
export const gasLimit = (estimated: bigint): bigint =>
  estimated === TRANSFER_GAS ? estimated : (estimated * 6n) / 5n;
