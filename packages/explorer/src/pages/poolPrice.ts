/** What a unit of asset 0 costs in asset 1, by the reserves; undefined while one is empty. */
export function poolPrice([reserve0, reserve1]: readonly [string, string]): number | undefined {
  return BigInt(reserve0) === 0n || BigInt(reserve1) === 0n ? undefined : Number(reserve1) / Number(reserve0);
}
