import { TrellisError } from "@trellis/field";

/** R10: places that may be asked for in the first round after a head. */
const PLACES = 256;
/** R10: places that may always be asked for: the smallest block's. */
const LEAST_PLACES = 16;

/**
 * R10: how often the places asked for are halved in a round: once for each whole longest round since the head became final. Time lowers
 * them, not failures: a failed round burns its leader's bond, and nobody would commit in order to fail.
 * @param openedAt - when the round's proposal window opened, L1 seconds.
 * @param headFinalAt - when the block below became final; at genesis when the rollup was deployed.
 * @param longestRound - seconds, above 0.
 * @throws TRL-PRO-018 for a longest round that is not positive.
 */
export function halvings(openedAt: bigint, headFinalAt: bigint, longestRound: bigint): number {
  if (longestRound <= 0n) {
    throw new TrellisError("TRL-PRO-018", "The longest round takes some time.", { longestRound });
  }
  return openedAt <= headFinalAt ? 0 : Number((openedAt - headFinalAt) / longestRound);
}

/**
 * R10: how many places a block must have for messages that are due: 256, halved {@link halvings} times, not below 16.
 * @throws TRL-PRO-018 unless `halved` is a whole number and not negative.
 */
export function placesAskedFor(halved: number): number {
  if (!Number.isInteger(halved) || halved < 0) {
    throw new TrellisError("TRL-PRO-018", "Halvings are a whole number, not negative.", { halved });
  }
  return Math.max(LEAST_PLACES, Math.floor(PLACES / 2 ** Math.min(halved, 16)));
}

/**
 * R10: how many messages a block must consume.
 * @param due - messages that are due.
 * @param halved - as {@link placesAskedFor}.
 */
export function messagesToConsume(due: number, halved: number): number {
  return Math.min(due, placesAskedFor(halved));
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
