const PLACES = 1_000_000n;
/** Beyond this, a ratio says no more than that it is large. */
const MAX = 10n ** 15n;

/** `a` / `b`, rounded down to six decimals; null if `b` is 0. */
export function ratio(a: bigint, b: bigint): number | null {
  if (b === 0n) return null;
  const scaled = (a * PLACES) / b;
  return Number(scaled < MAX * PLACES ? scaled : MAX * PLACES) / Number(PLACES);
}
