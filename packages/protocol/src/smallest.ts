/** The smallest of some whole numbers. */
export function smallest(first: bigint, ...others: readonly bigint[]): bigint {
  let result = first;
  for (const value of others) {
    if (value < result) result = value;
  }
  return result;
}
