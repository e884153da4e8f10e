import { setTimeout as delay } from "node:timers/promises";
import { providerFault } from "@trellis/l1";

const PAUSE_MS = 1_000;

/** Asks L1, and asks again for as long as no provider answers: L1's node may start after this one. @throws what else fails. */
export async function whenReachable<Answer>(
  ask: () => Promise<Answer>,
  signal: AbortSignal,
  wait: (ms: number) => Promise<unknown> = (ms) => delay(ms, undefined, { signal }),
): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const fault = providerFault(error);
      if (fault !== "unreachable" && fault !== "throttled") throw error;
      // The connection keeps its own pauses: this only asks whether one is over.
      await wait(PAUSE_MS);
    }
  }
}
