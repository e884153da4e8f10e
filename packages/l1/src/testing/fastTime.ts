import type { ProviderTime } from "../providers/Provider.ts";

const FASTER = 50;

/** Time that passes so much faster that a connection's pauses do not keep a test waiting. */
export const fastTime: ProviderTime = {
  clock: () => performance.now() * FASTER,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms / FASTER)),
  random: Math.random,
};
