import { TrellisError } from "@trellis/field";

/** R10: places that may be asked for in the first round of a height. */
const PLACES = 256;
/** R10: places that may always be asked for: the smallest block's. */
const LEAST_PLACES = 16;

/** R10: how many places a block must have for messages that are due: 256, halved for each restart of the height, not below 16. */
export function placesAskedFor(restarts: number): number {
  if (!Number.isInteger(restarts) || restarts < 0) {
    throw new TrellisError("TRL-PRO-018", "Restarts are a whole number, not negative.", { restarts });
  }
  return Math.max(LEAST_PLACES, Math.floor(PLACES / 2 ** Math.min(restarts, 16)));
}

/**
 * R10: how many messages a block must consume.
 * @param due - messages that are due.
 * @param restarts - rounds of the height before this one.
 */
export function messagesToConsume(due: number, restarts: number): number {
  return Math.min(due, placesAskedFor(restarts));
}

/**
 * R10: what a message burns: f0 · (1 + (length / 256)²), rounded down.
 * @param baseFee - f0, wei.
 * @param length - messages that wait in the queue before it.
 * @throws TRL-PRO-018 for a negative fee or length.
 */
export function messageFee(baseFee: bigint, length: bigint): bigint {
  if (baseFee < 0n || length < 0n) {
    throw new TrellisError("TRL-PRO-018", "A fee and a queue's length are not negative.", {
      baseFee,
      length,
    });
  }
  return (baseFee * (65_536n + length * length)) / 65_536n;
}
