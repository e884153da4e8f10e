/** Providers of L1 refuse to give the logs of many more blocks at once. */
const RANGE = 2_000n;

/** Splits a range of L1 blocks into ranges whose logs a provider gives at once. Both ends are included. */
export function* blockRanges(
  from: bigint,
  to: bigint,
  size = RANGE,
): Generator<{ readonly fromBlock: bigint; readonly toBlock: bigint }> {
  for (let fromBlock = from; fromBlock <= to; fromBlock += size) {
    const last = fromBlock + size - 1n;
    yield { fromBlock, toBlock: last < to ? last : to };
  }
}
