/**
 * P6.1: until when an order may be revealed without losing its place. L1 time in seconds.
 * @param proofStart - L1 time at which the proof window opens, in seconds.
 * @param proofWindow - its length in seconds.
 */
export function graceEnd(proofStart: bigint, proofWindow: number): bigint {
  return proofStart + BigInt(Math.max(2, Math.ceil(proofWindow / 20)));
}
