/** Milliseconds: the pause after the first failure, the longest one, and the longest that a provider may ask for. */
const FIRST_MS = 500;
const MAX_MS = 60_000;
const MAX_ASKED_MS = 600_000;

/**
 * How long a provider is left alone after failures in a row. It doubles with each. A random part keeps many nodes from coming back at once.
 * @param random - from 0 to below 1.
 * @param askedMs - what the provider asked for (Retry-After).
 * @returns milliseconds.
 */
export function pauseAfter(failures: number, random: number, askedMs = 0): number {
  const whole = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
  const own = whole / 2 + (whole / 2) * random;
  return Math.max(own, Math.min(askedMs, MAX_ASKED_MS));
}
