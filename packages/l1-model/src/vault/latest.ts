/** The later of two timestamps. */
export function latest(one: bigint, other: bigint): bigint {
  return one < other ? other : one;
}
