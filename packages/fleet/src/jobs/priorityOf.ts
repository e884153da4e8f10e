import type { Urgency } from "@trellis/prover";

/** Deadlines within this many seconds have one priority. */
const STEP_SECONDS = 2;
const STEPS = 2 ** 28;

/** A job's place in the queue: higher goes first. Value goes before deadline. Below 2^31, as the queue's column is. */
export function priorityOf({ value, deadline }: Urgency): number {
  const level = Math.min(7, Math.max(0, Math.trunc(value)));
  const steps = Math.min(STEPS - 1, Math.max(0, Math.trunc((deadline - EPOCH) / STEP_SECONDS)));
  return level * STEPS + (STEPS - 1 - steps);
}

/** Deadlines count from here, for sixteen years: 1 January 2026, seconds since 1970. */
const EPOCH = 1_767_225_600;

/** The urgency of a job of which nothing is said. */
export const NOT_URGENT: Urgency = { value: 0, deadline: EPOCH + STEPS * STEP_SECONDS };
